"""A short fight in a folder of its own: short.py CHAOS sqlite."""
import subprocess
import sys
import tempfile

program, what = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    runs = [
        [f"sqlite:{folder}/threads.db", "--seconds", "2"],
        [f"sqlite:{folder}/processes.db", "--processes", "--seconds", "6", "--kills", "30"],
    ]
    for run in runs:
        subprocess.run([program, *run], check=True)
