import ArgumentParser
import Foundation
import OreFeatures
import OreJobs

/// `orewatch validate`: what is wrong with a file, feature by feature.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "List what is wrong with a file, by line and feature. Exit code 0: sound; 65: unsound.",
        discussion: """
            Examples:
              orewatch validate licences.geojson
              orewatch validate --json-only any.json

            Errors are breaches of the format (RFC 7946 for GeoJSON) and invalid geometry; the direction of rings is a warning.
            """)

    enum Form: String, CaseIterable, ExpressibleByArgument { case text, json }

    @Argument(help: "The file.") var file: String
    @Flag(name: .customLong("json-only"), help: "Check the grammar of JSON alone (RFC 8259).") var jsonOnly = false
    @Option(help: "Text encoding: auto, utf-8, utf-16, gb18030, gbk, latin-1.") var encoding = "auto"
    @Option(help: "Layer of a file that has several.") var layer: String?
    @Option(help: "text or json.") var format = Form.text

    func run() throws {
        let options = ReadOptions(encoding: try TextEncoding.option(encoding), layer: layer)
        let validation = Validation(file: file, options: options, threads: ProcessInfo.processInfo.activeProcessorCount)
        let report = jsonOnly ? try validation.grammarReport() : try validation.report()
        switch format {
        case .text: print(report.lines.joined(separator: "\n"))
        case .json: print(try report.json())
        }
        if !report.isSound {
            StandardError.write(["orewatch: \(file): unsound: \(report.errors) errors"])
            throw ExitCode(ExitStatus.refused.rawValue)
        }
    }
}
