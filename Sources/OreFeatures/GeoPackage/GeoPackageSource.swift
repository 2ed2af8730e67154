internal import Glibc
internal import OreGeometry
internal import Synchronization

/// A vector layer of a GeoPackage, of any origin.
///
/// Opened as ``SQLiteFile`` describes: read-only, in defence. Rows come in the order of the primary key; in the order of the view where
/// there is none. A geometry that cannot be decoded is a defect of its row; NULL is a feature without geometry. Curves are not read.
///
/// Axis order is longitude/easting first, as the GeoPackage standard has it for every CRS. Z and M values are dropped and reported.
public struct GeoPackageSource: FeatureSource {
    public let info: SourceInfo
    private let layer: GeoPackageLayer
    private let fields: [GeoPackageField]
    private let digestedFiles: [String]
    /// Where the database lies; `info.path` may name the file that it was converted from.
    private let databasePath: String
    /// Removes a temporary database with the last copy of this source.
    private let temporary: PrivateFolder?

    /// - Throws: ``InputError/cannotOpen(file:reason:)``; ``InputError/refused(file:place:what:next:)`` when the file is damaged, not a
    ///   GeoPackage, has no vector layer, or several and none is chosen.
    public init(path: String, options: ReadOptions = ReadOptions()) throws(InputError) {
        try self.init(database: path, shownAs: path, options: options, temporary: nil, digestedFiles: nil) { _ in }
    }

    /// - Parameters:
    ///   - digestedFiles: what SHA-256 is taken over; `nil` is the database itself.
    ///   - describe: corrects what is said of a converted file.
    init(
        database path: String, shownAs shownPath: String, options: ReadOptions, temporary: PrivateFolder?, digestedFiles: [String]?,
        describe: (inout SourceInfo) -> Void
    ) throws(InputError) {
        let byteCount = try GeoPackageSource.checkSignature(path)
        let file = try SQLiteFile(path: path, shownAs: shownPath)
        let catalogue = GeoPackageCatalogue(file: file)
        let names = try catalogue.layers(includingTables: options.allowsNoGeometry)
        let name = try GeoPackageSource.choose(options.layer, among: names, path: shownPath)
        layer = try catalogue.layer(named: name)
        fields = layer.fields(options.fields)
        var info = SourceInfo(
            path: shownPath, format: .geoPackage, encoding: .utf8, encodingEvidence: "GeoPackage", declaredCRS: layer.declaredCRS,
            layers: [name] + names.filter { $0 != name }, byteCount: byteCount)
        describe(&info)
        self.info = info
        self.temporary = temporary
        databasePath = path
        self.digestedFiles = digestedFiles ?? ([path] + (file.hasWriteAheadLog ? [path + "-wal"] : []))
    }

    private static func checkSignature(_ path: String) throws(InputError) -> Int {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotOpen(file: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .cannotOpen(file: path, reason: "it is not a regular file")
        }
        var head = [UInt8](repeating: 0, count: 16)
        guard read(descriptor, &head, 16) == 16, head == Array("SQLite format 3\0".utf8) else {
            throw .refused(file: path, place: InputPlace(), what: "it is not a SQLite database", next: "")
        }
        return Int(status.st_size)
    }

    private static func choose(_ wanted: String?, among names: [String], path: String) throws(InputError) -> String {
        func refused(_ what: String, _ next: String) -> InputError {
            .refused(file: path, place: InputPlace(), what: what, next: next)
        }
        let list = names.prefix(20).map { "\"\($0)\"" }.joined(separator: ", ") + (names.count > 20 ? ", ..." : "")
        if let wanted {
            if names.contains(wanted) { return wanted }
            let alike = names.filter { $0.lowercased() == wanted.lowercased() }
            if let only = alike.first, alike.count == 1 { return only }
            throw refused("it has no layer \"\(wanted)\"", names.isEmpty ? "it has no vector layer at all" : "its layers: \(list)")
        }
        guard let first = names.first else { throw refused("it has no vector layer", "") }
        guard names.count == 1 else { throw refused("it has \(names.count) layers", "choose one with --layer: \(list)") }
        return first
    }

    /// - Throws: also what ``init(path:options:)`` throws, when the database turns out damaged on the way.
    public func process<Worker, Output: Sendable>(
        threads: Int,
        progress: (@Sendable (Int) -> Void)?,
        makeWorker: @Sendable () throws -> Worker,
        map: @Sendable (inout Worker, FeatureBatch) throws -> Output,
        consume: @Sendable (Output) throws -> Void
    ) throws -> SourceSummary {
        let reader = try GeoPackageRowReader(path: databasePath, shownAs: info.path, layer: layer, fields: fields)
        let seen = Mutex((features: 0, bytes: 0, droppedZ: false))
        try OrderedPipeline(threads: threads).run(
            next: { try reader.next() },
            makeWorker: makeWorker,
            map: { worker, rows in
                let (batch, droppedZ) = GeoPackageSource.decode(rows, column: layer.geometryColumn ?? "")
                let bytes = seen.withLock { seen in
                    seen.features += batch.count
                    seen.bytes += rows.byteCount
                    seen.droppedZ = seen.droppedZ || droppedZ
                    return seen.bytes
                }
                progress?(bytes)
                return try map(&worker, batch)
            },
            consume: consume)
        let sum = seen.withLock { $0 }
        return SourceSummary(
            featureCount: sum.features, sha256: try FileDigest.sha256(of: digestedFiles), droppedZ: sum.droppedZ)
    }

    private static func decode(_ rows: GeoPackageRows, column: String) -> (FeatureBatch, droppedZ: Bool) {
        var batch = FeatureBatch(firstFeature: rows.first, columns: rows.columns)
        batch.identifiers = rows.identifiers
        batch.geometry.reserveCapacity(geometries: rows.count, positions: rows.blobs.count / 16)
        var droppedZ = false
        rows.blobs.withUnsafeBytes { blobs in
            for row in 0..<rows.count {
                guard rows.hasGeometry[row] else {
                    batch.geometry.closeGeometry(nil)
                    continue
                }
                let blob = UnsafeRawBufferPointer(rebasing: blobs[rows.offsets[row]..<rows.offsets[row + 1]])
                switch GeoPackageGeometry.append(blob, column: column, to: &batch.geometry) {
                case .read(let dropped): droppedZ = droppedZ || dropped
                case .defect(let defect): batch.defects.append((row: row, defect: defect))
                }
            }
        }
        for row in rows.notBlobs {
            batch.defects.append((row, .badValue(column: column, value: "text or number", expected: "a GeoPackage geometry blob")))
        }
        batch.defects.sort { $0.row < $1.row }
        return (batch, droppedZ)
    }
}
