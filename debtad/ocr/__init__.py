"""Screenshots of ads: the picture's text in reading order, how sure it is, and where evidence stands on the picture.

``layout`` is geometry alone; only ``engine`` needs the extra ``ocr`` (rapidocr, onnxruntime, Pillow).
"""
