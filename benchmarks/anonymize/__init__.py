"""How well the anonymizer hides, keeps and checks, measured on pictures with ground truth."""
