"""`jurande decide CHAPTER`: a case in JSON, its decision in JSON with every reason. No Django, no database."""
