/// The XML of one part of a workbook.
enum WorkbookPart {
    /// Runs `body` for every event of a part.
    static func read(
        _ bytes: [UInt8], _ path: String, _ part: String, _ body: (XMLReader.Event, [String: String]) throws(XMLReader.Fault) -> Void
    ) throws(InputError) {
        var reader = XMLReader(bytes)
        do {
            while true {
                let event = try reader.next()
                if event == .finished { return }
                try body(event, reader.attributes)
            }
        } catch {
            throw damaged(path, part, error.what + " at byte \(error.byte)")
        }
    }

    static func damaged(_ path: String, _ part: String, _ what: String) -> InputError {
        .refused(
            file: path, place: InputPlace(), what: "\"\(part)\" of the workbook cannot be used: \(what)",
            next: "open and save it again as .xlsx")
    }
}
