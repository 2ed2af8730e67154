import Foundation
import TestSupport
import Testing

@testable import OreFeatures

@Suite("What can go wrong with ogr2ogr, and what is left then", .enabled(if: ForeignTool.isPresent("ogr2ogr"), "needs ogr2ogr (gdal-bin)"))
struct ForeignConfinementTests {
    private let folder: TemporaryFolder
    /// Where sources put their temporary files in these tests.
    private let temporary: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        temporary = try TemporaryFolder()
    }

    private func made(_ name: String, _ driver: String) throws -> String {
        try ForeignSample.made(name, driver, ["-a_srs", "EPSG:4490"], in: folder)
    }

    private var confinement: OgrConfinement {
        var confinement = OgrConfinement()
        confinement.temporaryFolder = temporary.here
        return confinement
    }

    /// A confinement under which a script of ours stands in for `ogr2ogr`.
    private func confinement(script: String) throws -> OgrConfinement {
        _ = try folder.program("ogr2ogr", script)
        var confinement = confinement
        confinement.searchPath = folder.here + ":" + confinement.searchPath
        return confinement
    }

    private func open(_ path: String, _ format: FileFormat, _ confinement: OgrConfinement) throws -> OgrSource {
        try OgrSource(path: path, format: format, options: ReadOptions(), confinement: confinement)
    }

    @Test("Nothing is left in the temporary folder once a source is gone, read or refused")
    func cleanUp() throws {
        let path = try made("a.fgb", "FlatGeobuf")
        do {
            let source = try open(path, .flatGeobuf, confinement)
            #expect(try temporary.names().count == 1)
            let copy = source
            #expect(try ReadFeatures.all(copy).count == 2)
        }
        #expect(try temporary.names() == [])
        let junk = try folder.file("junk.fgb", "this is <not> it")
        #expect(throws: InputError.self) { try open(junk, .flatGeobuf, confinement) }
        #expect(try temporary.names() == [])
    }

    @Test("Without ogr2ogr one line names the package that has it")
    func notInstalled() throws {
        let path = try made("a.fgb", "FlatGeobuf")
        var bare = confinement
        bare.searchPath = ""
        let error = #expect(throws: InputError.self) { try open(path, .flatGeobuf, bare) }
        #expect(
            error?.description
                == "\(path): cannot be opened: this format is read through ogr2ogr, which is not installed (package gdal-bin)")
        #expect(try temporary.names() == [])
    }

    @Test("A conversion that does not end is killed with its children when its time is over", .timeLimit(.minutes(1)))
    func wallClock() throws {
        let path = try made("a.fgb", "FlatGeobuf")
        let marker = folder.path("children")
        var slow = try confinement(script: "sleep 300 & echo $! > '\(marker)'; wait")
        slow.limits.wallClock = .seconds(3)
        let start = ContinuousClock.now
        let error = #expect(throws: InputError.self) { try open(path, .flatGeobuf, slow) }
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(error?.description.contains("GDAL did not finish reading it within 3 seconds") == true)
        let child = try #require(pid_t(String(contentsOfFile: marker, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(!ForeignConfinementTests.isRunning(child))
        #expect(try temporary.names() == [])
    }

    /// A killed process whose parent died may stay a zombie for a moment: that is not running.
    private static func isRunning(_ process: pid_t) -> Bool {
        for _ in 0..<100 {
            guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
            if status.split(separator: ")").last?.hasPrefix(" Z") == true { return false }
            usleep(20_000)
        }
        return true
    }

    @Test("A crash of GDAL is the file's refusal, not ours; limits of memory and file size are in force")
    func crash() throws {
        let path = try made("a.fgb", "FlatGeobuf")
        let crashed = #expect(throws: InputError.self) { try open(path, .flatGeobuf, confinement(script: "kill -SEGV $$")) }
        #expect(crashed?.description.contains("GDAL broke off (signal 11) while reading it") == true)
        var limited = try confinement(script: "echo \"ERROR 1: $(ulimit -v) $(ulimit -f) $(ulimit -c) $(ulimit -t)\" >&2; exit 1")
        limited.limits = ConfinedCommand.Limits(cpuSeconds: 77, memoryBytes: 1 << 30, fileBytes: 1 << 20)
        let told = #expect(throws: InputError.self) { try open(path, .flatGeobuf, limited) }
        // KiB of memory, blocks of 512 bytes, no core file, seconds.
        #expect(told?.description.contains("GDAL: 1048576 2048 0 77") == true, "\(told.map(String.init(describing:)) ?? "")")
    }

    @Test("Damaged and foreign content is refused in one line, with GDAL's words and without temporary paths")
    func damaged() throws {
        let path = try made("layer.shp", "ESRI Shapefile")
        let bytes = try Data(contentsOf: URL(filePath: path))
        for length in [0, 50, 99, 120, bytes.count - 20] {
            try bytes.prefix(length).write(to: URL(filePath: path))
            let error = #expect(throws: InputError.self, "\(length) bytes") { try ReadFeatures.all(open(path, .shapefile, confinement)) }
            #expect(error?.description.contains(temporary.here) == false)
            #expect(error?.description.contains("\n") == false)
        }
        for format in [FileFormat.kml, .kmz, .dxf, .flatGeobuf, .gml, .gpx] {
            let text = try folder.file("junk." + format.rawValue, "this is <not> it")
            let error = #expect(throws: InputError.self, "\(format)") { try ReadFeatures.all(open(text, format, confinement)) }
            #expect(error?.description.hasPrefix(text + ": ") == true)
            #expect(error?.description.contains(temporary.here) == false)
            #expect(error?.description.contains("input.") == false)
        }
        #expect(throws: InputError.cannotOpen(file: "/no/such.shp", reason: "No such file or directory")) {
            try OgrSource(path: "/no/such.shp", format: .shapefile)
        }
        #expect(try temporary.names() == [])
    }
}
