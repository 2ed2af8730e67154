internal import CZip
internal import Foundation

/// The members of a zip file. Names that point outside the archive, encrypted members and archives that unpack to too much are refused.
final class ZipArchive {
    struct Member: Sendable {
        let index: UInt64
        let name: String
        let size: Int
        let packedSize: Int
    }

    let path: String
    let members: [Member]
    private let archive: OpaquePointer

    init(path: String, limits: UnpackingLimits = UnpackingLimits()) throws(InputError) {
        var code: Int32 = 0
        guard let archive = zip_open(path, ZIP_RDONLY, &code) else {
            throw ZipArchive.refusal(path, "the zip archive is damaged or cut off", "fetch the file again")
        }
        do throws(InputError) {
            members = try ZipArchive.list(archive, path: path, limits: limits)
        } catch {
            zip_discard(archive)
            throw error
        }
        self.path = path
        self.archive = archive
    }

    deinit { zip_discard(archive) }

    private static func refusal(_ path: String, _ what: String, _ next: String = "repack it") -> InputError {
        .refused(file: path, place: InputPlace(), what: what, next: next)
    }

    private static func list(_ archive: OpaquePointer, path: String, limits: UnpackingLimits) throws(InputError) -> [Member] {
        var members: [Member] = []
        let count = zip_get_num_entries(archive, 0)
        guard count <= 100_000 else { throw refusal(path, "the zip archive has \(count) members", "repack the one that is wanted") }
        for index in 0..<UInt64(max(0, count)) {
            var status = zip_stat_t()
            guard zip_stat_index(archive, index, 0, &status) == 0, let text = status.name else {
                throw refusal(path, "the zip archive's directory is damaged", "fetch the file again")
            }
            let name = String(cString: text)
            guard isInside(name) else { throw refusal(path, "the zip archive names a path outside itself: \"\(name.prefix(80))\"") }
            guard status.encryption_method == 0 else {
                throw refusal(path, "\"\(name.prefix(80))\" in the zip archive is encrypted", "decrypt it")
            }
            let member = Member(index: index, name: name, size: Int(clamping: status.size), packedSize: Int(clamping: status.comp_size))
            try limits.check(unpacked: member.size, packed: member.packedSize, file: path)
            if !isSide(name) { members.append(member) }
        }
        return members
    }

    /// Relative, without steps upwards.
    private static func isInside(_ name: String) -> Bool {
        let parts = name.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
        return !name.isEmpty && parts.first != "" && !parts.contains("..") && !(parts.first ?? "").contains(":")
    }

    /// Folders and what desktop systems leave behind.
    private static func isSide(_ name: String) -> Bool {
        let last = name.split(separator: "/").last ?? ""
        return name.hasSuffix("/") || name.hasPrefix("__MACOSX/") || last.hasPrefix(".") || last == "Thumbs.db"
    }

    func hasMember(withSuffix suffix: String) -> Bool { members.contains { $0.name.lowercased().hasSuffix(suffix) } }

    func open(_ member: Member, limits: UnpackingLimits = UnpackingLimits()) throws(InputError) -> ZipMemberReader {
        guard let file = zip_fopen_index(archive, member.index, 0) else {
            throw ZipArchive.refusal(path, "\"\(member.name)\" in the zip archive cannot be unpacked", "repack it with deflate")
        }
        return ZipMemberReader(self, file, member, limits)
    }
}

/// Unpacks one member; its checksum is proven at the end.
final class ZipMemberReader: ByteReader {
    private let archive: ZipArchive
    private let file: OpaquePointer
    private let member: ZipArchive.Member
    private let limits: UnpackingLimits
    private var count = 0

    init(_ archive: ZipArchive, _ file: OpaquePointer, _ member: ZipArchive.Member, _ limits: UnpackingLimits) {
        self.archive = archive
        self.file = file
        self.member = member
        self.limits = limits
    }

    deinit { zip_fclose(file) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let read = zip_fread(file, buffer.baseAddress, UInt64(buffer.count))
        guard read >= 0 else {
            throw InputError.refused(
                file: archive.path, place: InputPlace(), what: "\"\(member.name)\" in the zip archive is damaged",
                next: "fetch the file again")
        }
        count += Int(read)
        try limits.check(unpacked: count, packed: member.packedSize, file: archive.path)
        return Int(read)
    }
}
