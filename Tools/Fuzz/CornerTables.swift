/// libFuzzer target for the readers of corner tables: coordinates, survey text, tables in text and the XML of sheets. Any bytes give licences
/// or a typed refusal, and every position that comes out is finite.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCornerTables(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let text = String(decoding: bytes, as: UTF8.self)
    if let read = try? CoordinateText(text) { precondition(read.value.isFinite, "a coordinate is not finite") }
    let faults = CornerFaults(file: "fuzz")
    if SurveyText.isSurveyText(text), let document = try? SurveyText.document(bytes, faults) { examine(document, faults) }
    for split in CornerGrid.splits {
        // A separator that does not occur makes one cell of each line.
        if case .separated(let separator) = split, !bytes.contains(separator) { continue }
        guard let rows = try? CornerGrid.rows(bytes, split, faults) else { continue }
        var scanner = CornerScanner(columns: nil, faults)
        guard (try? rows.forEach { try scanner.take($0) }) != nil, let document = try? scanner.finish() else { continue }
        examine(document, faults)
    }
    var reader = XMLReader(bytes)
    var last = -1
    while let event = try? reader.next(), event != .finished {
        precondition(reader.position >= last, "the reader went back")
        last = reader.position
    }
    if let formats = try? WorkbookFormats(styles: nil, isFrom1904: false, path: "fuzz") {
        _ = try? WorkbookSheet(bytes, strings: ["点号", "X", "Y"], formats: formats)
    }
    return 0
}

private func examine(_ document: CornerDocument, _ faults: CornerFaults) {
    for order in [AxisOrder?.none, .eastingNorthing] {
        guard let table = try? CornerTable(document, faults, axisOrder: order) else { continue }
        precondition(table.features.count == document.licences.count, "a licence is lost")
        for feature in table.features {
            _ = feature.licence.attributes()
            for polygon in feature.geometry?.polygons ?? [] {
                precondition(polygon.rings.allSatisfy { $0.coordinates.allSatisfy(\.isFinite) }, "a position is not finite")
            }
        }
    }
}
