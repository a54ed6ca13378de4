"""The day of the jury: attendance, its three duties, the room, the closing and its minutes."""
