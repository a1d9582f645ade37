"""Is this answer right, and if not, what is proved?"""
