"""Short fights for files in a folder of their own: short.py CHAOS."""
import subprocess
import sys
import tempfile

program = sys.argv[1]
with tempfile.TemporaryDirectory() as folder:
    runs = [
        [f"sqlite:{folder}/threads.db", "--seconds", "2"],
        [f"sqlite:{folder}/processes.db", "--processes", "--seconds", "6", "--kills", "30"],
    ]
    for run in runs:
        subprocess.run([program, *run], check=True)
