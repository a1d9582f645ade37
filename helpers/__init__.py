"""What would distract from a lesson, kept out of the notebooks: data, figures, checks, explorers."""

import logging

# Where nothing is kept from one start to the next, as in a browser, Matplotlib would say each time that it looks for fonts.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
