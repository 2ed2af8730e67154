internal import OreGeometry

/// Geometries as the store keeps them, a fraction of what they take as columns: held while their rows are put in order, so that none is in
/// memory twice.
struct EncodedGeometries {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// Over all of them.
    private(set) var positionCount = 0

    /// Takes the bytes of the next one; none where a row has no geometry.
    mutating func append(_ geometry: UnsafeRawBufferPointer?) throws(StoreError) {
        if let geometry, !geometry.isEmpty {
            positionCount += try GeometryBytes.positionCount(RecordReader(geometry))
            bytes.append(contentsOf: geometry)
        }
        ends.append(bytes.count)
    }

    /// Appends the one that came as number `i`, from 0, to the columns.
    func read(_ i: Int, into columns: inout GeometryColumns) throws {
        let start = i == 0 ? 0 : ends[i - 1]
        guard start < ends[i] else { return columns.append(nil) }
        try bytes.withUnsafeBytes { all in
            var reader = RecordReader(UnsafeRawBufferPointer(rebasing: all[start..<ends[i]]))
            try GeometryBytes.read(&reader, into: &columns)
        }
    }
}
