"""The entrance: who comes in and by what proof, through which door, and who has to leave."""
