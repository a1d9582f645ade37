# Each kernel of this environment explains the errors that no exercise's check sees.
c.InteractiveShellApp.extensions = ["helpers.kernel"]  # noqa: F821
