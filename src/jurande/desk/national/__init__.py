"""The pages of the national level: organisations, and the choices of the authority.

They stand above `accounts`, whose roles guard them and whose invitations they send; what they show and write is in
`organisations`.
"""
