/// The grammar of JSON alone (RFC 8259): UTF-8, nesting up to ``JSONStructure/maximumDepth``, nothing behind the value.
public enum JSONGrammar {
    /// - Parameter bytes: a whole text; a byte order mark at its start is accepted.
    /// - Returns: `nil` when the text is one JSON value, otherwise what is wrong with it and where (byte, line).
    /// - Complexity: one pass, without recursion.
    public static func validate(_ bytes: [UInt8]) -> (place: InputPlace, what: String)? {
        do {
            try validate(MemoryReader(bytes))
            return nil
        } catch let fault as GeoJSONFault {
            return (InputPlace(line: fault.line, byte: fault.byte), JSONFault(kind: fault.kind, at: 0).what)
        } catch {
            return (InputPlace(), "\(error)")
        }
    }

    static func validate(_ reader: any ByteReader, windowCapacity: Int = 1 << 20) throws {
        var cursor = WindowCursor(ByteWindow(reader, capacity: windowCapacity), offset: 0)
        while cursor.window.count < 3, !cursor.window.isFinal { try cursor.window.extend(keepingFrom: 0) }
        if cursor.window.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { cursor.offset = 3 }
        guard try cursor.peek() != nil else { throw cursor.fault(.noDocument) }
        try cursor.skipValue(depth: 0)
        if try cursor.peek() != nil { throw cursor.fault(.trailingBytes) }
    }
}
