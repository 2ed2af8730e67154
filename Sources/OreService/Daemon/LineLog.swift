internal import Foundation
public import Logging
public import OreJobs

/// One line of standard error per entry: `time level message key=value ...`, or a JSON object. Constant messages, facts as metadata.
public struct LineLog: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var logLevel: Logger.Level
    public var metadataProvider: Logger.MetadataProvider?
    private let format: LogSettings.Format

    public init(_ settings: LogSettings) {
        logLevel = Logger.Level(rawValue: settings.level) ?? .info
        format = settings.format
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let facts = metadata.merging(event.metadata ?? [:]) { $1 }.map { ($0.key, "\($0.value)") }.sorted { $0.0 < $1.0 }
        let time = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        let line = Self.line(format, [("time", time), ("level", event.level.rawValue), ("message", "\(event.message)")], facts)
        FileHandle.standardError.write(Data(line.utf8))
    }

    static func line(_ format: LogSettings.Format, _ head: [(String, String)], _ facts: [(String, String)]) -> String {
        switch format {
        case .text:
            head.map { $0.1 }.joined(separator: " ") + facts.map { " \($0)=" + (isPlain($1) ? $1 : quoted($1)) }.joined() + "\n"
        case .json: "{" + (head + facts).map { quoted($0) + ":" + quoted($1) }.joined(separator: ",") + "}\n"
        }
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 && $0 != "\"" && $0 != "=" }
    }

    /// A JSON string. At most 2,000 characters are kept.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars.prefix(2000) {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 32 || scalar.value == 127:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
