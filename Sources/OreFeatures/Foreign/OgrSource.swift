/// Foreign vector formats (Shapefile, KML, KMZ, FileGDB, DXF, FlatGeobuf, GML, GPX), read through GDAL's `ogr2ogr`.
///
/// The file is converted when it is opened, by a child process with limits on time, memory and file size, without network, and with only the
/// drivers of its format; the result is a temporary GeoPackage, which keeps the CRS and full doubles, and lives as long as this source.
/// Curves become line strings. The CRS is what the driver states; a Shapefile without `.prj` has none.
///
/// Text of a Shapefile: `--encoding` first, then `.cpg`, then what the bytes of the `.dbf` say, and if they are neither UTF-8 nor
/// GB18030, its language driver.
///
/// SHA-256 is taken over the file; for a Shapefile over its parts (`.cpg`, `.dbf`, `.prj`, `.shp`, `.shx`), for a folder over its files, in the
/// order of their names.
public struct OgrSource: FeatureSource {
    public var info: SourceInfo { converted.info }
    private let converted: GeoPackageSource

    /// - Parameter path: the file; for a Shapefile its `.shp` or a zip with one, for FileGDB the folder or a zip with one.
    /// - Throws: ``InputError/cannotOpen(file:reason:)`` when the file or `ogr2ogr` is missing; refused with GDAL's last words when it gives up,
    ///   even if it would have gone on without the faulty feature.
    public init(path: String, format: FileFormat, options: ReadOptions = ReadOptions()) throws(InputError) {
        try self.init(path: path, format: format, options: options, confinement: OgrConfinement())
    }

    init(path: String, format: FileFormat, options: ReadOptions, confinement: OgrConfinement) throws(InputError) {
        guard let drivers = OgrDriver.names(format) else {
            throw .cannotOpen(file: path, reason: "\(format.rawValue) is not read through ogr2ogr")
        }
        let input = try OgrInput(path: path, format: format, layer: options.layer)
        let encoding = OgrEncoding(input: input, format: format, option: options.encoding)
        let folder = try PrivateFolder(in: confinement.temporaryFolder)
        let conversion = OgrConversion(
            input: input, format: format, drivers: drivers, encoding: encoding, layer: options.layer, folder: folder.path,
            confinement: confinement)
        let result = try conversion.run()
        converted = try GeoPackageSource(
            database: result.database, shownAs: path, options: options, temporary: folder, digestedFiles: input.digestedFiles
        ) { info in
            info.format = format
            info.byteCount = input.byteCount
            info.encoding = encoding.encoding
            info.encodingEvidence = encoding.evidence + (result.hasLostText ? "; some text could not be decoded" : "")
            if let crs = info.declaredCRS {
                let evidence = format.rawValue + (format == .shapefile ? " .prj" : "")
                info.declaredCRS = DeclaredCRS(definition: crs.definition, evidence: evidence)
            }
        }
    }

    public func process<Worker, Output: Sendable>(
        threads: Int,
        progress: (@Sendable (Int) -> Void)?,
        makeWorker: @Sendable () throws -> Worker,
        map: @Sendable (inout Worker, FeatureBatch) throws -> Output,
        consume: @Sendable (Output) throws -> Void
    ) throws -> SourceSummary {
        try converted.process(threads: threads, progress: progress, makeWorker: makeWorker, map: map, consume: consume)
    }
}
