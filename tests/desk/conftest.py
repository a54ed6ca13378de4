"""A jury called, and the whole story, each made once."""

from tests.told import called, called_template, told, told_template

__all__ = ["called", "called_template", "told", "told_template"]
