public import ArgumentParser
import Foundation
import OreDetection
public import OreFeatures
import OreJobs
import OreReporting

/// `orewatch register`: what can be done with a register of licences alone.
struct RegisterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Work on registers of licences.", subcommands: [RegisterAuditCommand.self])
}

/// `orewatch register audit`: the defects of a register.
struct RegisterAuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "List the defects of a register: overlaps, gaps, areas, dates, zones, holders, tables.",
        discussion: """
            Examples:
              orewatch register audit --licences titles.geojson --map licences=peru-titles --output defects.gpkg
              orewatch register audit --licences register.shp --zones planned.geojson --freeze-date 2012-01-01 --on 2025-06-30 \\
                --enterprises listed.csv --tables corners.xlsx --output defects.xlsx

            Boundaries of one register are compared in the coordinates it states, with the tolerances of the rule file's section
            register_audit; against zones the position budget of both sides applies. Exit code 3: something was quarantined;
            4 (with --exit-code): there are defects; 65: an input was refused.
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, csv, xlsx, geojson, gpkg, json
    }

    @Option(parsing: .upToNextOption, help: "Registers of licences.") var licences: [String]
    @Option(parsing: .upToNextOption, help: "Planned areas and forbidden zones.") var zones: [String] = []
    @Option(help: "List of legitimate enterprises: a CSV file with a column name (企业名称) and, if dated, from and to.")
    var enterprises: String?
    @Option(parsing: .upToNextOption, help: "Corner tables to be held against the register, by licence id.") var tables: [String] = []
    @Option(name: .customLong("tables-crs"), help: "CRS of the corner tables, overriding what they state.") var tablesCRS: String?
    @Option(name: .customLong("freeze-date"), help: "First day of the freeze on grants and enlargements; overrides the rule set.")
    var freezeDate: Day?
    @Option(help: "Day of the audit: what holds and is in force on it.") var on: Day?
    @Option(help: "Rule set (YAML), a path or the name of a shipped one; its section register_audit has the tolerances.") var rules: String?
    @OptionGroup var input: InputOptions
    @Option(name: .shortAndLong, help: "Where to write; standard output without it.") var output: String?
    @Option(help: "table, csv, xlsx, geojson, gpkg or json; by the name of the output without it.") var format: Format?
    @Option(help: "Language of what people read: en or zh.") var lang = Language.english
    @Flag(name: .customLong("exit-code"), help: "Leave with 4 when there are defects.") var exitCode = false

    func run() throws {
        let format = try chosenFormat()
        let result = try RegisterAuditRun(try request()).execute()
        try write(result, format)
        if !result.notes.isEmpty { StandardError.write(Array(result.notes.prefix(3))) }
        if !input.quiet {
            let lines = AuditAccountText.lines(result.record, defects: result.defects.defects, language: lang)
            FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
        }
        if exitCode && !result.defects.defects.isEmpty { throw ExitCode(ExitStatus.findingsExist.rawValue) }
        if result.hasQuarantine { throw ExitCode(ExitStatus.quarantined.rawValue) }
    }

    private func request() throws -> RegisterAuditRequest {
        var request = RegisterAuditRequest(licences: try input.input(.licences, licences))
        request.zones = zones.isEmpty ? nil : try input.input(.zones, zones)
        request.tables =
            tables.isEmpty
            ? nil : SideInput(.licences, files: tables, crs: tablesCRS, encoding: try TextEncoding.option(input.encoding))
        request.enterprises = enterprises
        request.settings = try AuditSettings.named(rules)
        request.settings.freezeDate = freezeDate ?? request.settings.freezeDate
        request.settings.day = on
        request.invalid = input.invalid
        request.threads = input.threadCount
        request.isQuiet = input.quiet
        return request
    }

    private func chosenFormat() throws -> Format {
        if let format {
            guard ![.gpkg, .xlsx].contains(format) || output != nil else {
                throw ValidationError("--format \(format.rawValue) needs --output")
            }
            return format
        }
        guard let output, output != "-" else { return .table }
        let suffix = URL(filePath: output).pathExtension.lowercased()
        if let format = suffix == "txt" ? .table : Format(rawValue: suffix) { return format }
        throw ValidationError("\(output): no known extension; say the form with --format")
    }

    private func write(_ result: RegisterAuditResult, _ format: Format) throws {
        let path = output ?? "-"
        switch format {
        case .table: try put(Array(table(result).utf8), path)
        case .csv: try put(DefectOutputs.csv(result.defects), path)
        case .geojson: try put(DefectOutputs.geoJSON(result.defects, result.record), path)
        case .json: try put(DefectOutputs.json(result.defects, result.record), path)
        case .gpkg: try DefectOutputs.writeGeoPackage(result.defects, result.record, to: path)
        case .xlsx: try DefectOutputs.writeWorkbook(result.defects, result.record, language: lang, to: path)
        }
    }

    private func put(_ bytes: [UInt8], _ path: String) throws {
        let file = try AtomicFile(path)
        try file.write(bytes)
        try file.commit()
    }

    private func table(_ result: RegisterAuditResult) -> String {
        let toTerminal = output == nil && isatty(1) == 1
        var size = winsize()
        let width = toTerminal ? (ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) : 100) : nil
        let style = TextStyle(
            language: lang, width: width,
            colour: toTerminal && TextStyle.usesColour(isTerminal: true, environment: ProcessInfo.processInfo.environment))
        return DefectTable.lines(result.defects.defects, style: style).joined(separator: "\n") + "\n"
    }
}

extension Day: ExpressibleByArgument {
    public init?(argument: String) {
        let parts = argument.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], let y = Int(parts[0]), let m = Int(parts[1]), let d = Int(parts[2]) else { return nil }
        self.init(year: y, month: m, day: d)
    }
}
