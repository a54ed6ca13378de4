"""Before the day: who is designated, called and told, who is listed, what is read."""
