"""After the jury: signatures, corrections, the file sent up, each member's papers, recourses."""
