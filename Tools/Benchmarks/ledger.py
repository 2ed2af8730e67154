"""Times the ledger: import, the five plain tests, a month's delivery, every rule, a run; against a peer in the same call. Called by Tools/bench-ledger."""
import argparse, csv, datetime, os, re, shutil, statistics, subprocess, sys, tempfile, time

arguments = argparse.ArgumentParser()
arguments.add_argument("data", help="reports.csv, quotas.csv and invoices.csv")
arguments.add_argument("--runs", type=int, default=3)
arguments.add_argument("--peer", help="a script that prints its times and counts, called with the data folder")
arguments.add_argument("--python", default=sys.executable)
arguments.add_argument("--with-run", action="store_true", help="also bring everything to incidents, once")
A = arguments.parse_args()
ORE = os.environ["OREWATCH"]
work = tempfile.mkdtemp(prefix="orewatch-bench-ledger-")
times, memory = {}, {}


def timed(name, *command):
    """Runs one whole process and keeps its wall seconds and peak memory; gives its standard output."""
    start = time.perf_counter()
    process = subprocess.Popen([ORE, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    text = process.stdout.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        sys.exit(f"orewatch {' '.join(command)}: exit {process.returncode}")
    times.setdefault(name, []).append(time.perf_counter() - start)
    memory[name] = max(memory.get(name, 0), usage.ru_maxrss / 1024)
    return text


def next_month():
    """The reports of the month after the last, by whoever reported in it, with other figures."""
    def rows():
        with open(os.path.join(A.data, "reports.csv"), newline="") as stream:
            yield from csv.reader(stream)

    reader = rows()
    heading, last = next(reader), max(row[1] for row in reader)
    year, month = int(last[:4]), int(last[5:])
    year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    path = os.path.join(work, "month.csv")
    with open(path, "w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(heading)
        for row in rows():
            if row[1] == last:
                received = datetime.date.fromisoformat(row[3]) + datetime.timedelta(days=31)
                writer.writerow([row[0], f"{year}-{month:02}", row[2], received.isoformat()])
    return path


def counts(text):
    return [int(number) for number in re.findall(r"rows=(\d+)", text)]


month = next_month()
found = []
for turn in range(A.runs):
    folder = os.path.join(work, str(turn))
    os.makedirs(folder)
    store = ("--store", os.path.join(folder, "ledger.db"))
    for kind in ("reports", "quotas", "invoices"):
        timed("import " + kind, "ingest", *store, "--as", kind, os.path.join(A.data, kind + ".csv"))
    found = counts(timed("five tests, nothing kept", "ledger", "test", *store, "--plain"))
    assert found == counts(timed("five tests, kept", "ledger", "test", *store, "--plain"))
    timed("every rule", "ledger", "test", *store, "--due", "10")
    timed("a month, import", "ingest", *store, "--as", "reports", month)
    timed("a month, five tests", "ledger", "test", *store, "--plain")
    if A.with_run and turn == 0:
        timed("run, first", "run", *store, "--due", "10")
    shutil.rmtree(folder)
for name, seconds in times.items():
    print(f"{name:26} median {statistics.median(seconds):8.3f} s  (min {min(seconds):.3f}, max {max(seconds):.3f}), peak {memory[name]:6.0f} MB")
print("counts", found)
if A.peer:
    print("peer:")
    sys.stdout.flush()
    text = subprocess.run([A.python, A.peer, A.data], check=True, capture_output=True, text=True).stdout
    print(text, end="")
    theirs = [int(number) for number in re.findall(r"\[\((\d+),\)\]", text)][-5:]
    print("counts of both are", "equal" if theirs == found else f"not equal: {theirs}")
shutil.rmtree(work)
