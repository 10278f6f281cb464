"""Petitions (phản ánh, kiến nghị): what people report or propose, by when it is answered, published, how it went."""
