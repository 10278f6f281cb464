"""What a province did in a scenario to bring people to file online, played through the actions: a file a subject.

`playing.PARTS` names them; each is a function of the setting, so that a further subject is a file and a line.
"""
