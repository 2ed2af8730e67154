"""Times the tasks of the benchmark against the peers, in turn, and prints medians and ratios. Called by Tools/bench."""
import argparse, json, os, statistics, subprocess, sys, tempfile, time

arguments = argparse.ArgumentParser()
arguments.add_argument("data")
arguments.add_argument("--tasks", default="T1,T2,T3,T4,T5")
arguments.add_argument("--runs", type=int, default=5)
arguments.add_argument("--peers")
arguments.add_argument("--python", default=sys.executable)
A = arguments.parse_args()
ORE, BENCH, RULES = os.environ["OREWATCH"], os.environ["OREWATCH_BENCH"], os.environ["OREWATCH_RULES"]
work = tempfile.mkdtemp(prefix="orewatch-bench-")


def run(command):
    """Wall seconds, peak RSS in MB, standard output of one whole process."""
    out = os.path.join(work, "stdout")
    with open(out, "wb") as stream:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=stream, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        sys.exit(f"{' '.join(command)}: exit {process.returncode}")
    return wall, usage.ru_maxrss / 1024, open(out, errors="replace").read()


def json_line(text):
    for line in reversed(text.splitlines()):
        if line.startswith("{"):
            return json.loads(line)
    return {}


def task(name, ours, peers, figure=None):
    """Runs ours and the peers in turn; `figure` takes the seconds out of a process's own JSON line instead of its wall time."""
    rows = {label: [] for label in ["orewatch"] + list(peers)}
    memory = {}
    for turn in range(A.runs + 1):
        for label, command in [("orewatch", ours)] + list(peers.items()):
            wall, rss, text = run(command)
            seconds = (figure(label, json_line(text)) if figure else None) or wall
            if turn > 0:
                rows[label].append(seconds)
                memory[label] = max(memory.get(label, 0), rss)
    own = statistics.median(rows["orewatch"])
    for label, seconds in rows.items():
        median = statistics.median(seconds)
        ratio = "" if label == "orewatch" else f"  {median / own:6.2f} x orewatch"
        print(f"{name:4} {label:10} median {median:8.3f} s  (min {min(seconds):.3f}, max {max(seconds):.3f}), peak {memory[label]:6.0f} MB{ratio}")
    sys.stdout.flush()


def data(name):
    return os.path.join(A.data, name)


def geopandas(tasks):
    return [A.python, os.path.join(A.peers, "peer_geopandas.py"), A.data, os.path.join(work, "geopandas"), "--tasks", tasks]


def duckdb(tasks):
    return [A.python, os.path.join(A.peers, "peer_duckdb.py"), A.data, os.path.join(work, "duckdb"), "--area", "cea", "--tasks", tasks]


tasks = A.tasks.split(",")
if "T1" in tasks:
    peers = {}
    if A.peers:
        peers = {"geopandas": geopandas("T1"), "duckdb": duckdb("T1")}
    def read_seconds(label, report):
        if label == "orewatch":
            return None
        return sum(report.get(k, 0) for k in ("read_footprints", "validity")) or None
    task("T1", [os.path.join(BENCH, "task-bench"), "T1", data("footprints.geojson")], peers, read_seconds)
if "T2" in tasks:
    task("T2", [os.path.join(BENCH, "transform-bench")], {})
if "T3" in tasks:
    ours = [ORE, "detect", "--licences", data("licences.geojson"), "--footprints", data("footprints.geojson"), "--zones",
            data("zones.geojson"), "--rules", RULES, "--quiet", "--output", os.path.join(work, "findings.geojson")]
    task("T3", ours, {"geopandas": geopandas("T3"), "duckdb": duckdb("T3")} if A.peers else {})
if "T4" in tasks:
    def growth_seconds(label, report):
        return report.get("T4")
    task("T4", [os.path.join(BENCH, "task-bench"), "T4", A.data], {"geopandas": geopandas("T3,T4")} if A.peers else {}, growth_seconds)
if "T5" in tasks:
    def incremental_seconds(label, report):
        return report.get("T5_median_s")
    task("T5", [os.path.join(BENCH, "task-bench"), "T5", A.data], {"geopandas": geopandas("T5")} if A.peers else {}, incremental_seconds)
