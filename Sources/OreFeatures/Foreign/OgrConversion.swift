internal import Glibc

/// One run of `ogr2ogr` that makes a GeoPackage of a foreign file.
struct OgrConversion {
    let input: OgrInput
    let format: FileFormat
    let drivers: [String]
    let encoding: OgrEncoding
    let layer: String?
    /// Private; the GeoPackage and GDAL's own temporary files go there.
    let folder: String
    let confinement: OgrConfinement

    struct Result {
        /// The path of the GeoPackage.
        var database: String
        /// Some text could not be converted to UTF-8.
        var hasLostText: Bool
    }

    func run() throws(InputError) -> Result {
        guard let program = ConfinedCommand.find("ogr2ogr", on: confinement.searchPath) else {
            throw .cannotOpen(file: input.path, reason: "this format is read through ogr2ogr, which is not installed (package gdal-bin)")
        }
        guard let prlimit = ConfinedCommand.find("prlimit", on: confinement.searchPath) else {
            throw .cannotOpen(
                file: input.path, reason: "foreign formats are read under prlimit, which is not installed (package util-linux)")
        }
        let database = folder + "/converted.gpkg"
        let list = arguments(database, try reachableInput())
        let outcome = try execute(program, prlimit, list, skipping: try otherDrivers(program, prlimit))
        try check(outcome)
        guard access(database, R_OK) == 0 else { throw refused("GDAL finds no layer in it") }
        return Result(database: database, hasLostText: try checkText(outcome))
    }

    /// A format of one file is opened through a link in the private folder: under the extension that GDAL expects, and away from what lies
    /// beside the file. (The GML driver reads and writes schemas there.)
    private func reachableInput() throws(InputError) -> String {
        guard let suffix = OgrDriver.fileExtension(format) else { return input.gdalPath }
        let link = folder + "/input." + suffix
        guard symlink(input.gdalPath, link) == 0 else {
            throw .cannotOpen(file: input.path, reason: String(cString: strerror(errno)) + " (\(folder))")
        }
        return link
    }

    private func execute(
        _ program: String, _ prlimit: String, _ arguments: [String], skipping drivers: [String]
    ) throws(InputError) -> ConfinedCommand.Outcome {
        var variables = environment
        if !drivers.isEmpty { variables["GDAL_SKIP"] = drivers.joined(separator: ",") }
        let command = ConfinedCommand(
            program: program, arguments: arguments, environment: variables, folder: folder, limits: confinement.limits)
        let setpriv = ConfinedCommand.find("setpriv", on: confinement.searchPath)
        do { return try command.run(prlimit: prlimit, setpriv: setpriv) } catch {
            throw .readFailed(file: input.path, reason: "ogr2ogr could not be run: \(error.reason)")
        }
    }

    /// Every driver of this GDAL but those of the format and of the result: no other one gets to see the file. (`-if` says the same, but
    /// ogr2ogr knows it only from later versions on.)
    private func otherDrivers(_ program: String, _ prlimit: String) throws(InputError) -> [String] {
        let listing = try execute(program, prlimit, ["--formats"], skipping: [])
        try check(listing)
        return listing.output.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("  "), let end = line.firstRange(of: " -")?.lowerBound else { return nil }
            let name = String(line[..<end].drop { $0 == " " })
            return name == "GPKG" || drivers.contains(name) || name.contains(",") ? nil : name
        }
    }

    /// Never GeoJSONSeq, which reprojects unasked.
    private func arguments(_ database: String, _ file: String) -> [String] {
        var list = ["-f", "GPKG", "-nlt", "CONVERT_TO_LINEAR", "-gt", "65536"]
        list += ["-dsco", "ADD_GPKG_OGR_CONTENTS=NO", "-lco", "SPATIAL_INDEX=NO"]
        if drivers.contains("GML") { list += ["-oo", "DOWNLOAD_SCHEMA=NO"] }
        if let name = encoding.gdalName { list += ["-oo", "ENCODING=" + name] }
        list += [database, file]
        // A name that looks like an option is left to the choice among the converted layers.
        if let layer, !layer.hasPrefix("-"), !layer.isEmpty { list.append(layer) }
        return list
    }

    /// Nothing of the caller's environment but where GDAL's and PROJ's own data lie. The proxies lead nowhere: no file may fetch anything.
    private var environment: [String: String] {
        var result = [
            "PATH": confinement.searchPath, "HOME": folder, "TMPDIR": folder, "CPL_TMPDIR": folder, "LC_ALL": "C.UTF-8",
            "CPL_MAX_ERROR_REPORTS": "200", "CPL_DEBUG": "OFF", "GDAL_CACHEMAX": "64", "OGR_SQLITE_SYNCHRONOUS": "OFF",
            "GDAL_DRIVER_PATH": "disable", "PROJ_NETWORK": "OFF", "GML_SKIP_RESOLVE_ELEMS": "ALL", "GDAL_HTTP_TIMEOUT": "1",
            "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        ]
        for name in ["http_proxy", "https_proxy", "all_proxy"] { result[name] = "http://127.0.0.1:9" }
        for name in ["GDAL_DATA", "PROJ_DATA", "PROJ_LIB"] {
            if let value = getenv(name) { result[name] = String(cString: value) }
        }
        return result
    }

    private func check(_ outcome: ConfinedCommand.Outcome) throws(InputError) {
        let lines = outcome.errors.split(whereSeparator: \.isNewline).map(String.init)
        let error = lines.last { $0.hasPrefix("ERROR") }
        switch outcome.ending {
        case .timedOut: throw refused("GDAL did not finish reading it within \(confinement.limits.wallClock.components.seconds) seconds")
        case .exited(0): if let error { throw refused("GDAL: " + clean(error)) }
        case .exited: throw refused("GDAL: " + clean(error ?? lines.last ?? "it cannot be read"))
        case .signaled(let signal): throw refused("GDAL broke off (signal \(signal)) while reading it")
        }
    }

    /// What a file claims of its encoding has to hold. Under a detected encoding some cells may be cut off within a character.
    private func checkText(_ outcome: ConfinedCommand.Outcome) throws(InputError) -> Bool {
        let isLost = ["couldn't be converted correctly", "is not a valid UTF-8 string"].contains { outcome.errors.contains($0) }
        if isLost && !encoding.isDetected {
            throw .refused(
                file: input.path, place: InputPlace(), what: "its text is not \(encoding.encoding.rawValue), as \(encoding.evidence) says",
                next: "give the right encoding with --encoding, or take the .cpg away")
        }
        return isLost
    }

    private func refused(_ what: String) -> InputError {
        .refused(file: input.path, place: InputPlace(), what: what, next: "check the file, or convert it to GeoPackage where it was made")
    }

    /// GDAL's message without our temporary paths.
    private func clean(_ message: String) -> String {
        var text = message[...]
        if text.hasPrefix("ERROR"), let colon = text.firstIndex(of: ":") {
            text = text[text.index(after: colon)...].drop { $0 == " " }
        }
        if let suffix = OgrDriver.fileExtension(format) { text = text.replacing(folder + "/input." + suffix, with: input.path) }
        return String(text).replacing(input.gdalPath, with: input.path).replacing(folder + "/", with: "").replacing(folder, with: "")
    }
}
