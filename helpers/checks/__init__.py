"""What the exercises of each notebook must satisfy: one module a notebook."""
