public import ArgumentParser
import Foundation
import OreDetection
import OreFeatures
import OreJobs
import OreReporting

/// `orewatch detect`: licences against footprints, from files to findings.
struct DetectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detect",
        abstract: "Compare footprints with licences and zones, and list what looks unlicensed or out of bounds.",
        discussion: """
            Examples:
              orewatch detect --licences licences.gpkg --footprints footprints.geojson --report result.html
              orewatch detect --licences titles.geojson --map licences=peru-titles \\
                --footprints mining_2024.geojson --map footprints=amazon-mining-watch --output findings.gpkg

            A finding is a suspicion for people to check, not a legal finding. Exit code 3: something was quarantined;
            4 (with --exit-code): there are findings; 65: an input was refused.
            """)

    @Option(parsing: .upToNextOption, help: "Registers of licences.") var licences: [String] = []
    @Option(parsing: .upToNextOption, help: "Footprints seen by satellites.") var footprints: [String]
    @Option(parsing: .upToNextOption, help: "Forbidden zones and planned mining areas.") var zones: [String] = []
    @Option(parsing: .upToNextOption, help: "Districts, to say where a finding lies.") var districts: [String] = []
    @Option(help: "Rule set (YAML), a path or the name of a shipped one; the documented defaults without it.") var rules: String?
    @OptionGroup var input: InputOptions
    @Option(name: .shortAndLong, help: "Where to write; standard output without it.") var output: String?
    @Option(help: "geojson, geojsonseq, csv, table, gpkg, xlsx or kml; by the name of the output without it.") var format: OutputFormat?
    @Option(help: "Also write one self-contained HTML page.") var report: String?
    @Option(help: "Also draw an overview map (SVG).") var drawing: String?
    @Flag(help: "Also list what was found consistent.") var all = false
    @Option(parsing: .singleValue, help: "Leave a property out of every output (holder, ...); repeatable.") var redact: [String] = []
    @Option(help: "Language of what people read: en or zh.") var lang = Language.english
    @Flag(name: .customLong("exit-code"), help: "Leave with 4 when there are findings.") var exitCode = false

    func run() throws {
        let request = try request()
        let outputs = try DetectOutputs(
            format: try chosenFormat(), path: output ?? "-", drawsMaps: report != nil || drawing != nil, redaction: try Redaction(redact))
        let result = try DetectionRun(request).execute(into: outputs)
        try outputs.finish(result.record)
        try DetectReports(command: self, outputs: outputs, result: result).write()
        if !result.notes.isEmpty { StandardError.write(Array(result.notes.prefix(3))) }
        if !input.quiet {
            let lines = RunAccount.lines(result.record, tally: outputs.tally, language: lang)
            StandardError.write(lines + Self.registerNotes(result.record))
        }
        if exitCode && outputs.tally.suspected.count > 0 { throw ExitCode(ExitStatus.findingsExist.rawValue) }
        if result.hasQuarantine { throw ExitCode(ExitStatus.quarantined.rawValue) }
    }

    /// The first remarks on registers; all of them stand in the run record.
    private static func registerNotes(_ run: RunRecord) -> [String] {
        let notes = run.defects.filter { $0.outcome == .registerDefect || $0.outcome == .skipped && $0.place == InputPlace() }.map {
            defect in
            let place = defect.place.description
            return "\(defect.side): " + (place.isEmpty ? "" : place + ": ") + defect.reason
        }
        return notes.prefix(3) + (notes.count > 3 ? ["\(notes.count - 3) more remarks on registers stand in the run record"] : [])
    }

    private func request() throws -> DetectionRequest {
        var request = DetectionRequest(footprints: try input.input(.footprints, footprints))
        request.licences = licences.isEmpty ? nil : try input.input(.licences, licences)
        request.zones = zones.isEmpty ? nil : try input.input(.zones, zones)
        request.districts = districts.isEmpty ? nil : try input.input(.districts, districts)
        if request.licences == nil && request.zones == nil {
            throw ValidationError("nothing to compare with: give --licences or --zones")
        }
        if let rules { request.ruleSet = try RuleSet.named(rules) }
        request.invalid = input.invalid
        request.listsConsistent = all
        request.threads = input.threadCount
        request.isQuiet = input.quiet
        return request
    }

    private func chosenFormat() throws -> OutputFormat {
        if let format {
            guard ![.gpkg, .xlsx].contains(format) || output != nil else {
                throw ValidationError("--format \(format.rawValue) needs --output")
            }
            return format
        }
        if let output {
            guard let format = OutputFormat(path: output) else {
                throw ValidationError("\(output): no known extension; say the form with --format")
            }
            return format
        }
        return report != nil || drawing != nil || isatty(1) == 1 ? .table : .geojson
    }
}

extension Language: ExpressibleByArgument {}
