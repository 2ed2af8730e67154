internal import Foundation

/// A small table of the scorer's own: RFC 4180, by the names of its columns.
struct PlainCSV {
    let rows: [[String: String]]

    init(_ text: String) {
        var records: [[String]] = [[]]
        var cell = ""
        var isQuoted = false
        var before: Character = " "
        for character in text.replacingOccurrences(of: "\r\n", with: "\n") {
            switch (character, isQuoted) {
            case ("\"", true): isQuoted = false
            case ("\"", false):
                // A doubled quote stands for one.
                if before == "\"" { cell.append("\"") }
                isQuoted = true
            case (",", false):
                records[records.count - 1].append(cell)
                cell = ""
            case ("\n", false):
                records[records.count - 1].append(cell)
                cell = ""
                records.append([])
            default: cell.append(character)
            }
            before = character
        }
        let names = records.first ?? []
        rows = records.dropFirst().filter { $0.count == names.count }.map {
            Dictionary(zip(names, $0), uniquingKeysWith: { first, _ in first })
        }
    }

    init(contentsOf url: URL) throws { self.init(try String(contentsOf: url, encoding: .utf8)) }
}
