internal import Foundation

/// Opens any input that the program reads, deciding by its content what it is.
public enum FeatureFile {
    /// - Parameter path: a file (also gzip or zip with one data file inside), a pipe, `/dev/stdin`, or a folder `*.gdb`.
    /// - Returns: a source whose `info` says what was recognised. Its first features may already be read.
    /// - Throws: `cannotOpen` for what is missing, unreadable or another folder; `refused` when no reader takes the content, or an archive
    ///   is damaged, cut off, encrypted, names paths outside itself or unpacks to more than 16 GiB (or 1,000 times its size).
    public static func open(_ path: String, options: ReadOptions = ReadOptions()) throws(InputError) -> any FeatureSource {
        let source = try asWritten(path, options)
        return options.axisOrder == .northingEasting && !source.info.format.namesItsAxes ? AxisSwappingSource(source) : source
    }

    /// The file with its positions as they stand in it.
    private static func asWritten(_ path: String, _ options: ReadOptions) throws(InputError) -> any FeatureSource {
        var status = stat()
        guard stat(path, &status) == 0 else { throw InputError.cannotOpen(file: path, reason: FileHandleOwner.systemReason()) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return try regular(path, options)
        case S_IFDIR:
            guard path.lowercased().trimmingSuffix("/").hasSuffix(".gdb") else {
                throw InputError.cannotOpen(file: path, reason: "it is a folder; name a file in it, or a folder *.gdb")
            }
            return try foreign(path, .fileGDB, options)
        case S_IFIFO, S_IFCHR, S_IFSOCK: return try pipe(path, options)
        default: throw InputError.cannotOpen(file: path, reason: "it is neither a file nor a pipe")
        }
    }

    private static func regular(_ path: String, _ options: ReadOptions) throws(InputError) -> any FeatureSource {
        let file = try PlainFile(path: path)
        switch ContentKind(head: try file.head()) {
        case .gzip: return try unpacked(GzipFile(file: file), options)
        case .zip: return try zip(file, options)
        case let kind: return try plain(file, kind, options)
        }
    }

    /// A file that is not packed.
    private static func plain(_ file: PlainFile, _ kind: ContentKind, _ options: ReadOptions) throws(InputError) -> any FeatureSource {
        switch kind {
        case .json: return try json(file, head: try file.head(), options)
        case .geoPackage: return try GeoPackageSource(path: file.path, options: options)
        case .text:
            if let corners = try CornerTableText.source(file, options: options) { return corners }
            return try CSVSource(path: file.path, options: options)
        case .kml: return try foreign(file.path, .kml, options)
        case .gml: return try foreign(file.path, .gml, options)
        case .gpx: return try foreign(file.path, .gpx, options)
        case .flatGeobuf: return try foreign(file.path, .flatGeobuf, options)
        case .dxf: return try foreign(file.path, .dxf, options)
        case .shapefile: return try foreign(file.path, .shapefile, options)
        case .zip, .gzip: throw unknown(file.path, "an archive within an archive")
        case .otherXML: throw unknown(file.path, "XML that is neither KML nor GML nor GPX")
        case .binary: throw unknown(file.path, "binary data of an unknown format")
        }
    }

    private static func unknown(_ path: String, _ what: String) -> InputError {
        .refused(
            file: path, place: InputPlace(), what: "the content is \(what)",
            next: "give GeoJSON, GeoPackage, CSV, Shapefile, KML, FileGDB, DXF, FlatGeobuf, GML or GPX")
    }

    // MARK: JSON, in any encoding

    private static func json(_ input: any InputBytes, head: [UInt8], _ options: ReadOptions) throws(InputError) -> any FeatureSource {
        guard let encoding = try jsonEncoding(head, isWhole: head.count < headLength, options.encoding, input.path) else {
            return try GeoJSONSource(input, options: options)
        }
        return try GeoJSONSource(DecodedInput(input: input, encoding: encoding), options: options, encoding: encoding)
    }

    /// `nil` for UTF-8, which needs no decoder.
    private static func jsonEncoding(
        _ head: [UInt8], isWhole: Bool, _ wanted: TextEncoding?, _ path: String
    ) throws(InputError) -> DetectedEncoding? {
        let found = try head.withRawBytes { (bytes) throws(InputError) in
            try EncodingDetector.detect(bytes, isComplete: isWhole, file: path)
        }
        guard let wanted else { return found.encoding == .utf8 ? nil : found }
        if wanted == .utf8 { return nil }
        let mark = found.encoding == wanted ? found.markLength : 0
        return DetectedEncoding(encoding: wanted, evidence: "--encoding", markLength: mark)
    }

    // MARK: Packed and piped

    static let headLength = 1 << 16

    private static func zip(_ file: PlainFile, _ options: ReadOptions) throws(InputError) -> any FeatureSource {
        let archive = try ZipArchive(path: file.path)
        if archive.hasMember(withSuffix: ".shp") { return try foreign(file.path, .shapefile, options) }
        if archive.hasMember(withSuffix: ".kml") { return try foreign(file.path, .kmz, options) }
        if archive.hasMember(withSuffix: ".gdbtable") { return try foreign(file.path, .fileGDB, options) }
        if CornerWorkbook.isWorkbook(archive) { return try CornerWorkbook.source(file, archive: archive, options: options) }
        guard let only = archive.members.first, archive.members.count == 1 else {
            let names = archive.members.prefix(5).map(\.name).joined(separator: ", ")
            throw InputError.refused(
                file: file.path, place: InputPlace(), what: "the zip archive has \(archive.members.count) files (\(names))",
                next: "unpack it and name the one that is wanted")
        }
        return try unpacked(ZipMemberInput(file: file, member: only), options)
    }

    /// JSON is read as it unpacks; other formats from a temporary file.
    private static func unpacked(_ input: any InputBytes, _ options: ReadOptions) throws(InputError) -> any FeatureSource {
        let head = try InputError.wrapping(input.path) { try input.head() }
        if ContentKind(head: head) == .json { return try json(input, head: head, options) }
        let (spooled, sha256) = try InputError.wrapping(input.path) {
            let opened = try input.open()
            let spooled = try Spool.write(opened.content, as: input.path.trimmingSuffix(".gz").trimmingSuffix(".zip"))
            return (spooled, try opened.finish())
        }
        do throws(InputError) {
            let file = try PlainFile(path: spooled.path)
            let inner = try plain(file, ContentKind(head: try file.head()), options)
            return SpooledSource(inner, path: input.path, byteCount: input.byteCount, sha256: sha256, folder: spooled.folder)
        } catch {
            throw error.renamed(input.path)
        }
    }

    private static func pipe(_ path: String, _ options: ReadOptions) throws(InputError) -> any FeatureSource {
        let spooled = try Spool.write(PipeReader(try FileHandleOwner(path: path), prefix: []), as: path)
        do throws(InputError) {
            let inner = try regular(spooled.path, options)
            let sha256 = try InputError.wrapping(path) { try PlainFile(path: spooled.path).open().finish() }
            return SpooledSource(inner, path: path, byteCount: inner.info.byteCount, sha256: sha256, folder: spooled.folder)
        } catch {
            throw error.renamed(path)
        }
    }

    /// The bytes of an input, unpacked but not decoded, for checks that need no features.
    static func bytes(_ path: String) throws(InputError) -> any InputBytes {
        var status = stat()
        guard stat(path, &status) == 0 else { throw InputError.cannotOpen(file: path, reason: FileHandleOwner.systemReason()) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            guard status.st_mode & S_IFMT != S_IFDIR else { throw InputError.cannotOpen(file: path, reason: "it is a folder") }
            return PipeInput(file: try FileHandleOwner(path: path))
        }
        let file = try PlainFile(path: path)
        switch ContentKind(head: try file.head()) {
        case .gzip: return GzipFile(file: file)
        case .zip:
            let members = try ZipArchive(path: path).members
            guard let only = members.first, members.count == 1 else {
                throw InputError.refused(
                    file: path, place: InputPlace(), what: "the zip archive has \(members.count) files", next: "unpack it and name one")
            }
            return ZipMemberInput(file: file, member: only)
        default: return file
        }
    }

    // MARK: Formats that ogr2ogr reads

    private static func foreign(_ path: String, _ format: FileFormat, _ options: ReadOptions) throws(InputError) -> any FeatureSource {
        try OgrSource(path: path, format: format, options: options)
    }
}

extension InputBytes {
    /// The first bytes of the content.
    func head() throws -> [UInt8] {
        let opened = try open()
        let head = ByteWindow(opened.content, capacity: FeatureFile.headLength)
        try head.extend(keepingFrom: 0)
        return Array(head.bytes)
    }
}

extension PlainFile {
    func head() throws(InputError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: FeatureFile.headLength)
        var count = 0
        var failure: InputError?
        bytes.withUnsafeMutableBytes { buffer in
            do throws(InputError) { count = try file.read(into: buffer, at: 0) } catch { failure = error }
        }
        if let failure { throw failure }
        return Array(bytes[..<count])
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        lowercased().hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
