import Foundation
import TestSupport
import Testing

/// File systems that only the test sees: full ones and read-only ones.
@Suite("Full and read-only media", .enabled(if: Machine.canMount, Machine.mountSkip))
struct FaultMediumTests {
    /// Runs the script with a file system of that size at `$M`, the program as `$O`; each command's exit code is echoed by `t NAME COMMAND...`.
    private func onSmallDisk(_ size: String, _ world: FaultWorld, _ script: String) throws -> [String: Int] {
        let mount = world.path("disk")
        try FileManager.default.createDirectory(atPath: mount, withIntermediateDirectories: true)
        let outcome = try Machine.shell(
            """
            unshare -m sh -c '
            M=\(mount); O=\(orewatch.path); F="\(world.footprints.joined(separator: " "))"; L=\(world.licences)
            t() { n=$1; shift; "$@" >$M/../out.$n 2>$M/../err.$n; echo "$n $?"; }
            mount -t tmpfs -o size=\(size) none $M || exit 9
            \(script)
            '
            """)
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        return Dictionary(
            outcome.output.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                return words.count == 2 ? Int(words[1]).map { (String(words[0]), $0) } : nil
            }, uniquingKeysWith: { $1 })
    }

    @Test("On a full disk ingest, run, backup and export say so with 74 and leave a sound store; with space again they go on")
    func full() throws {
        let world = try FaultWorld()
        let codes = try onSmallDisk(
            "3m", world,
            """
            t licences $O ingest -q --store $M/w.db --as licences $L
            dd if=/dev/zero of=$M/fill bs=4k 2>/dev/null
            t ingest $O ingest -q --store $M/w.db --as footprints $F
            rm $M/fill; t check1 $O store check --store $M/w.db
            t again $O ingest -q --store $M/w.db --as footprints $F
            dd if=/dev/zero of=$M/fill bs=4k 2>/dev/null
            t run $O run -q --store $M/w.db
            t backup $O store backup --store $M/w.db --output $M/b.db
            t export $O store export --store $M/w.db --output $M/e.gpkg
            ls $M/b.db $M/e.gpkg 2>/dev/null
            rm $M/fill; t check2 $O store check --store $M/w.db
            t run2 $O run -q --store $M/w.db
            t check3 $O store check --store $M/w.db
            t left sh -c "ls -A $M | grep -q partial"
            """)
        let expected = [
            "licences": 0, "ingest": 74, "check1": 0, "again": 0, "run": 74, "backup": 74, "export": 74, "check2": 0, "run2": 0,
            "check3": 0,
            "left": 1,
        ]
        #expect(codes == expected, "\((try? String(contentsOfFile: world.path("err.run"), encoding: .utf8)) ?? "")")
        #expect(try String(contentsOfFile: world.path("err.ingest"), encoding: .utf8).contains("no space left"))
    }

    @Test("A store on a read-only medium answers and is checked; writing to it is refused with 73")
    func readOnly() throws {
        let world = try FaultWorld(footprintsPerFile: 50)
        let codes = try onSmallDisk(
            "8m", world,
            """
            t licences $O ingest -q --store $M/w.db --as licences $L
            mount -o remount,ro $M
            t count $O count --store $M/w.db
            t check $O store check --store $M/w.db
            t ingest $O ingest -q --store $M/w.db --as footprints $F
            t run $O run -q --store $M/w.db
            t vacuum $O store vacuum --store $M/w.db
            t backup $O store backup --store $M/w.db --output $M/b.db
            """)
        #expect(codes == ["licences": 0, "count": 0, "check": 0, "ingest": 73, "run": 73, "vacuum": 73, "backup": 73])
    }
}
