/// Finds corner tables in text files.
enum CornerTableText {
    /// Rows looked at for a heading.
    static let headRows = 200

    /// The file as a corner table; `nil` when its beginning shows none.
    /// - Throws: `refused` for a corner table that cannot be used.
    static func source(_ input: any InputBytes, options: ReadOptions) throws(InputError) -> CornerTableSource? {
        // Columns of geometry that a profile names are no corners.
        if options.corners == nil, options.wktColumn != nil || options.xColumn != nil { return nil }
        let encoding = try CSVSource.encoding(of: input, option: options.encoding)
        guard let form = try form(of: head(input, encoding), options, input.path) else { return nil }
        let (text, sha256) = try whole(input, encoding)
        let faults = CornerFaults(file: input.path)
        var info = SourceInfo(
            path: input.path, format: form == .survey ? .surveyText : .cornerTable, encoding: encoding.encoding,
            encodingEvidence: encoding.evidence, byteCount: input.byteCount)
        info.layers = []
        let document: CornerDocument
        switch form {
        case .survey: document = try SurveyText.document(text, faults)
        case .table(let split):
            var scanner = CornerScanner(columns: options.corners, faults)
            let rows = try CornerGrid.rows(text, split, most: CornerLimits.rows + 1, faults)
            guard rows.count <= CornerLimits.rows else {
                throw faults.refused(nil, nil, "more than \(CornerLimits.rows) rows", "split the table")
            }
            for row in rows { try scanner.take(row) }
            document = try scanner.finish()
        }
        return try CornerTableSource(document, info: info, sha256: sha256, options: options)
    }

    private enum Form: Equatable {
        case survey
        case table(CornerGrid.Split)
    }

    /// The first way of splitting whose beginning has the heading of a corner table.
    private static func form(of head: [UInt8], _ options: ReadOptions, _ path: String) throws(InputError) -> Form? {
        if SurveyText.isSurveyText(String(decoding: head, as: UTF8.self)) { return .survey }
        let faults = CornerFaults(file: path)
        let splits = options.separator.map { [CornerGrid.Split.separated($0)] } ?? CornerGrid.splits
        for split in splits {
            // A quote that the end of the sample cuts is no fault here.
            guard let rows = try? CornerGrid.rows(head, split, most: headRows, faults) else { continue }
            for (i, row) in rows.enumerated() where row.cells.count > 1 {
                guard let layout = try CornerLayout(row, columns: options.corners, faults) else { continue }
                guard let cell = layout.corners else { return .table(split) }
                let isRegister = rows[(i + 1)...].prefix(20).contains {
                    cell < $0.cells.count && CornerCell.looksLikeCorners($0.cells[cell])
                }
                if isRegister, split != .blanks { return .table(split) }
            }
        }
        return nil
    }

    private static func head(_ input: any InputBytes, _ encoding: DetectedEncoding) throws(InputError) -> [UInt8] {
        let stream = try TextStream(input, hashes: false)
        var bytes = try stream.read(upTo: 1 << 18)
        let isLast = bytes.count < 1 << 18
        bytes.removeFirst(min(encoding.markLength, bytes.count))
        var text: [UInt8] = []
        let decoder = try TextDecoder(encoding.encoding, file: input.path, startingAt: encoding.markLength)
        try bytes.withRawBytes { (bytes) throws(InputError) in try decoder.decode(bytes, isLast: isLast, into: &text) }
        return text
    }

    private static func whole(_ input: any InputBytes, _ encoding: DetectedEncoding) throws(InputError) -> (text: [UInt8], sha256: String) {
        let stream = try TextStream(input, hashes: true)
        let decoder = try TextDecoder(encoding.encoding, file: input.path, startingAt: encoding.markLength)
        var text: [UInt8] = []
        var isFirst = true
        while true {
            var bytes = try stream.read(upTo: 1 << 20)
            let isLast = bytes.count < 1 << 20
            if isFirst { bytes.removeFirst(min(encoding.markLength, bytes.count)) }
            isFirst = false
            try bytes.withRawBytes { (bytes) throws(InputError) in try decoder.decode(bytes, isLast: isLast, into: &text) }
            guard text.count <= CornerLimits.bytes else {
                throw .refused(
                    file: input.path, place: InputPlace(), what: "a corner table of more than \(CornerLimits.bytes >> 20) MiB",
                    next: "split it")
            }
            if isLast { return (text, try stream.finish()) }
        }
    }
}
