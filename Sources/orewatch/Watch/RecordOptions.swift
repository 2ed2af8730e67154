public import ArgumentParser
import Foundation
import OreFeatures
public import OreReporting

/// How an operator's list is written.
struct RecordOptions: ParsableArguments {
    @OptionGroup var store: StoreOptions
    @Option(
        help: "table, json, geojson, csv, gpkg, xlsx, kml or gpx; by the name of the output without it.")
    var format: RecordFormat?
    @Option(name: .shortAndLong, help: "Where to write; standard output without it.") var output: String?
    @Option(parsing: .unconditional, help: "Column to sort by, as files name it; -COLUMN for the largest first.") var sort: String?
    @Option(help: "Records at most; 0 for all. 100 in a table, all in files, without it.") var limit: Int?
    @OptionGroup var language: LanguageOptions

    var lang: Language { language.lang }

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit takes a number from 0") }
    }

    func chosenFormat() throws -> RecordFormat {
        let path = output ?? "-"
        guard let chosen = format ?? (path == "-" ? .table : RecordFormat(path: path)) else {
            throw ValidationError("\(path): no known extension; say the form with --format")
        }
        if chosen.isBinary && path == "-" && isatty(1) == 1 { throw ValidationError("--format \(chosen.rawValue) needs --output") }
        return chosen
    }

    var style: TextStyle { Terminal.style(lang, toOutput: output ?? "-") }

    /// Writes a list that is complete as it is: no sorting, no limit.
    func write(_ list: RecordList, title: String) throws {
        try list.write(try chosenFormat(), to: output ?? "-", style: style, title: title)
    }
}

/// What is known of the terminal.
enum Terminal {
    static func style(_ language: Language, toOutput path: String) -> TextStyle {
        let isTerminal = path == "-" && isatty(1) == 1
        return TextStyle(
            language: language, width: isTerminal ? width : nil,
            colour: isTerminal && TextStyle.usesColour(isTerminal: true, environment: ProcessInfo.processInfo.environment))
    }

    private static var width: Int {
        var size = winsize()
        return ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) : 100
    }
}

extension RecordFormat: ExpressibleByArgument {}

/// Writes a file whole, or nothing; `-` is standard output.
func put(_ bytes: [UInt8], _ path: String) throws {
    let file = try AtomicFile(path)
    try file.write(bytes)
    try file.commit()
}
