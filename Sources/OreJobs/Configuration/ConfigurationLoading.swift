internal import Foundation
internal import OreCases
public import OreFeatures
internal import OreLedger

extension WatchConfiguration {
    /// Reads and checks everything before anything is started. A later source of settings wins: defaults < file < environment < flags.
    ///
    /// - Parameters:
    ///   - file: YAML; `nil` when there is none. Relative paths in it are meant from its folder, those in variables and flags from the present one.
    ///   - environment: variables that begin with `OREWATCH_`; see `docs/configuration.md` for their names.
    ///   - flags: settings by path, such as (`service.listen`, `127.0.0.1:0`).
    /// - Throws: `cannotOpen` for the file; `badConfiguration` with line, what and what next: unknown keys with the nearest known one, values that
    ///   cannot be, names that nothing has, schedules that never come.
    public static func load(
        file: String?, environment: [String: String] = [:], flags: [(path: String, value: String)] = []
    ) throws(InputError) -> WatchConfiguration {
        try load(text: file.map { (path) throws(InputError) in try SettingsText.read(path) } ?? "", file: file, environment, flags)
    }

    static func load(
        text: String, file: String?, _ environment: [String: String] = [:], _ flags: [(path: String, value: String)] = []
    ) throws(InputError) -> WatchConfiguration {
        var tree = ConfigurationTree(file: file ?? "configuration")
        try tree.read(text)
        try tree.read(environment: environment)
        try tree.read(flags: flags)
        var reader = ConfigurationReader(tree)
        _ = try reader.required("store")
        var result = WatchConfiguration(
            file: file, store: reader.path("store") ?? "", timeZone: "UTC", service: try service(&reader), log: try log(&reader),
            unobservedAfter: try reader.duration("watch.unobserved_after", atLeast: .seconds(86_400), atMost: .seconds(36_500 * 86_400)),
            lookEvery: try reader.duration("watch.look_every", atLeast: .milliseconds(50), atMost: .seconds(3600)),
            sources: [], jobs: [], notices: [], entries: [])
        result.timeZone = try timeZone("time_zone", &reader) ?? "UTC"
        for name in reader.tree.names["sources"]?.keys.sorted() ?? [] { result.sources.append(try source(name, &reader)) }
        for name in reader.tree.names["notices"]?.keys.sorted() ?? [] { result.notices.append(try notice(name, &reader)) }
        for name in reader.tree.names["jobs"]?.keys.sorted() ?? [] { result.jobs.append(try job(name, result, &reader)) }
        var seen: Set<String> = []
        result.entries = reader.entries.reversed().filter { seen.insert($0.path).inserted }.sorted { $0.order < $1.order }
        return result
    }

    private static func service(_ reader: inout ConfigurationReader) throws(InputError) -> ServiceSettings {
        let listen = try reader.required("service.listen")
        guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]), (0...65_535).contains(port),
            colon != listen.startIndex
        else { throw reader.fault("service.listen", "\"service.listen\" cannot be \"\(listen.prefix(80))\"", "state ADDRESS:PORT") }
        var host = String(listen[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        let shutdown = try reader.duration("service.shutdown", atMost: .seconds(9))
        return ServiceSettings(host: host, port: port, shutdown: shutdown)
    }

    private static func log(_ reader: inout ConfigurationReader) throws(InputError) -> LogSettings {
        LogSettings(
            level: try reader.word("log.level") { $0 }, format: try reader.word("log.format") { LogSettings.Format(rawValue: $0) })
    }

    private static func timeZone(_ path: String, _ reader: inout ConfigurationReader) throws(InputError) -> String? {
        guard let name = reader.text(path) else { return nil }
        guard CronSchedule.zone(name) != nil else {
            throw reader.fault(path, "no time zone is called \"\(name.prefix(80))\"", "state an IANA name such as Asia/Shanghai, or UTC")
        }
        return name
    }

    // MARK: Sources

    private static func source(_ name: String, _ reader: inout ConfigurationReader) throws(InputError) -> SourceSettings {
        let at = "sources.\(name)."
        let kind = try reader.word(at + "kind") { SourceSettings.Kind(rawValue: $0) }
        var location = try reader.required(at + "location")
        if kind.isRemote {
            try checkAddress(location, at + "location", reader)
        } else {
            location = reader.placed(location, at + "location")
        }
        let inbox = location.contains(where: { "*?[".contains($0) }) ? (location as NSString).deletingLastPathComponent : location
        let profile = reader.text(at + "profile")
        let result = SourceSettings(
            name: name, kind: kind, location: location, recordKind: try reader.word(at + "as") { $0 },
            dataset: reader.text(at + "dataset") ?? name,
            profile: profile.map { $0.contains("/") ? reader.placed($0, at + "profile") : $0 }, crs: reader.text(at + "crs"),
            onInvalid: try reader.word(at + "on_invalid") { $0 }, done: reader.path(at + "done") ?? inbox + "/done",
            failed: reader.path(at + "failed") ?? inbox + "/failed", settle: try reader.duration(at + "settle", atMost: .seconds(3600)),
            request: try request(at, &reader), pageSize: try reader.whole(at + "page_size"), pages: try reader.whole(at + "pages"),
            bbox: reader.text(at + "bbox"), assets: reader.texts(at + "assets"))
        if kind == .files, inbox != location, inbox.contains(where: { "*?[".contains($0) }) || kind == .folder && inbox.contains("*") {
            throw reader.fault(at + "location", "only the last part of a path can be a pattern", "name the folder")
        }
        if kind.isRemote, RecordKind(rawValue: result.recordKind)?.isOfLedger == true {
            throw reader.fault(
                at + "as", "\(result.recordKind) are tables, and \(kind.rawValue) gives features", "use kind folder or files")
        }
        if let bbox = result.bbox, box(bbox) == nil {
            throw reader.fault(at + "bbox", "\"bbox\" cannot be \"\(bbox.prefix(80))\"", "state west,south,east,north in degrees")
        }
        return result
    }

    private static func request(_ at: String, _ reader: inout ConfigurationReader) throws(InputError) -> RequestSettings {
        var request = RequestSettings()
        request.timeout = try reader.duration(at + "timeout", atLeast: .milliseconds(50), atMost: .seconds(3600))
        request.timeLimit = try reader.duration(at + "time_limit", atLeast: .milliseconds(50), atMost: .seconds(86_400))
        request.limit = try reader.size(at + "limit")
        request.attempts = try reader.whole(at + "attempts")
        request.backoff = try reader.duration(at + "backoff", atMost: .seconds(300))
        request.authorization = try reader.secret(at + "authorization")
        return request
    }

    private static func checkAddress(_ text: String, _ path: String, _ reader: ConfigurationReader) throws(InputError) {
        guard let url = URL(string: text), let scheme = url.scheme, ["http", "https"].contains(scheme), let host = url.host, !host.isEmpty
        else {
            throw reader.fault(path, "\"\(shownAddress(text).prefix(80))\" is no http(s) address", "state it whole: https://host/path")
        }
        guard url.user == nil, url.password == nil else {
            throw reader.fault(path, "the address holds a user name", "state it as \"authorization\" instead")
        }
    }

    /// Four finite numbers: west, south, east, north.
    static func box(_ text: String) -> [Double]? {
        let numbers = text.split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) }
        let box = numbers.compactMap { $0 }
        guard numbers.count == 4, box.count == 4, box.allSatisfy(\.isFinite), box[1] <= box[3] else { return nil }
        return box
    }

    // MARK: Notices

    private static func notice(_ name: String, _ reader: inout ConfigurationReader) throws(InputError) -> NoticeSettings {
        let at = "notices.\(name)."
        let kind = try reader.word(at + "kind") { NoticeSettings.Kind(rawValue: $0) }
        var location = try reader.required(at + "location")
        if kind == .webhook {
            try checkAddress(location, at + "location", reader)
        } else {
            location = reader.placed(location, at + "location")
        }
        var request = RequestSettings()
        request.timeout = try reader.duration(at + "timeout", atLeast: .milliseconds(50), atMost: .seconds(300))
        request.timeLimit = request.timeout
        request.limit = 1 << 16
        request.attempts = 1
        request.backoff = try reader.duration(at + "backoff", atLeast: .milliseconds(50), atMost: .seconds(3600))
        request.authorization = try reader.secret(at + "authorization")
        let known = IncidentChange.allCases.filter { $0 != .unchanged }.map(\.rawValue)
        let changes = reader.texts(at + "on")
        try check(changes, among: known, at + "on", "change", reader)
        return NoticeSettings(
            name: name, kind: kind, location: location, changes: Set(changes), secret: try reader.secret(at + "secret"), request: request)
    }

    /// - Throws: for the first word that is not known.
    static func check(
        _ words: [String], among known: [String], _ path: String, _ what: String, _ reader: ConfigurationReader
    ) throws(InputError) {
        if let unknown = words.first(where: { !known.contains($0) }) {
            throw reader.fault(path, "no \(what) is called \"\(unknown.prefix(80))\"", NearestMatch.advice(for: unknown, among: known))
        }
    }

    // MARK: Jobs

    private static func job(
        _ name: String, _ configuration: WatchConfiguration, _ reader: inout ConfigurationReader
    ) throws(InputError) -> JobSettings {
        let at = "jobs.\(name)."
        let sources = reader.texts(at + "sources")
        try check(sources, among: configuration.sources.map(\.name), at + "sources", "source", reader)
        let notices = reader.tree.values[at + "notices"] == nil ? nil : reader.texts(at + "notices")
        try check(notices ?? [], among: configuration.notices.map(\.name), at + "notices", "receiver", reader)
        let formats = reader.texts(at + "formats")
        try check(formats, among: ["geojson", "csv", "gpkg", "xlsx", "kml"], at + "formats", "format", reader)
        let zone = try timeZone(at + "time_zone", &reader) ?? configuration.timeZone
        var schedule: CronSchedule?
        if let text = reader.text(at + "schedule") {
            do { schedule = try CronSchedule(text, timeZone: zone) } catch { throw reader.fault(at + "schedule", error.what, error.next) }
        }
        let due = reader.text(at + "reports_due")
        if let due, DueCalendar(text: due) == nil {
            throw reader.fault(
                at + "reports_due", "\"reports_due\" cannot be \"\(due.prefix(80))\"",
                "state a day of the month such as 10, or 10,2, or rules such as 10;separation=15@2025-08..")
        }
        let (rules, area) = (reader.text(at + "rules"), reader.text(at + "area"))
        return JobSettings(
            name: name, sources: sources, schedule: schedule, onArrival: try reader.flag(at + "on_arrival"),
            jitter: try reader.duration(at + "jitter", atMost: .seconds(86_400)),
            catchUp: try reader.word(at + "catch_up") { JobSettings.CatchUp(rawValue: $0) },
            overlap: try reader.word(at + "overlap") { JobSettings.Overlap(rawValue: $0) },
            timeLimit: try reader.duration(at + "time_limit", atLeast: .milliseconds(10)), retries: try reader.whole(at + "retries"),
            retryAfter: try reader.duration(at + "retry_after", atMost: .seconds(21_600)),
            rules: rules.map { $0.contains("/") ? reader.placed($0, at + "rules") : $0 }, reportsDue: due.flatMap { DueCalendar(text: $0) },
            area: area.map { box($0) == nil ? reader.placed($0, at + "area") : $0 }, output: reader.path(at + "output"), formats: formats,
            notices: notices)
    }
}

extension ConfigurationEntry {
    /// In the catalogue's order of sections, names alphabetically within.
    fileprivate var order: String {
        let words = path.split(separator: ".").map(String.init)
        let place = ConfigurationKey.all.firstIndex { $0.parts.count == words.count && $0.begins(with: words) } ?? 0
        let section = ["sources": 1, "jobs": 2, "notices": 3][words[0]] ?? 0
        let number = String(1000 + place)
        return "\(section)" + (words.count == 3 ? words[1] + " " : "") + number
    }
}
