"""How well the anonymizer hides, keeps and checks, and how fast, measured on pictures with ground
truth beside two known tools.
"""
