"""Learning and measuring: the only part that imports scikit-learn, jieba and pandas."""
