"""What people can apply for: procedures, their dated versions, and at which level each office offers them online."""
