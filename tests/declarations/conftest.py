"""The whole story, told once."""

from tests.told import told, told_template

__all__ = ["told", "told_template"]
