/// libFuzzer target for the readers of JSON and GeoJSON: any bytes give features or a typed fault; neither the size of the window nor how much
/// of a feature lies in it changes what is read; what the validator accepts, the reader reads.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzGeoJSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let whole = features(bytes, window: 1 << 16)
    precondition(whole == features(bytes, window: 64), "the window's size changes the features")
    let isJSON = JSONGrammar.validate(bytes) == nil
    guard let verdict = try? ValidatedDocument.validate(MemoryReader(bytes), windowCapacity: 64) else { return 0 }
    if verdict.isSound { precondition(whole == verdict.featureCount, "the reader refuses what the validator accepts") }
    if verdict.isSound && verdict.featureCount == 1 && bytes.first == 0x7B && !isJSON { preconditionFailure("the grammar refuses it") }
    _ = NumberParser.value(ofText: bytes)
    return 0
}

/// The number of features, or nil when the document is refused.
private func features(_ bytes: [UInt8], window: Int) -> Int? {
    do {
        var cursor = WindowCursor(ByteWindow(MemoryReader(bytes), capacity: window), offset: 0)
        var envelope = GeoJSONEnvelope()
        try envelope.readHead(&cursor)
        var reader = ElementReader(fields: nil, shape: envelope.shape)
        var stop = try ElementReader.first(&cursor, shape: envelope.shape)
        var count = 0
        while case .next = stop {
            let (batch, next) = try reader.batch(&cursor, limit: .max, firstFeature: count)
            precondition(batch.columns.allSatisfy { $0.count == batch.count } && batch.identifiers.count == batch.count, "ragged columns")
            count += batch.count
            stop = next
        }
        try envelope.readTail(&cursor)
        return count
    } catch {
        precondition(error is GeoJSONFault, "\(error)")
        return nil
    }
}
