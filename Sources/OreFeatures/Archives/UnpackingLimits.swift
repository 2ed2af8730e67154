/// How much an archive may unpack to before it is taken for a bomb.
struct UnpackingLimits: Sendable {
    /// Bytes in all: 16 GiB.
    var totalBytes = 16 << 30
    /// Unpacked bytes per packed byte, once ``ratioFloor`` bytes are out. JSON of regular grids packs 50 times smaller, bombs 1,000 times.
    var ratio = 1000
    var ratioFloor = 64 << 20

    /// - Throws: `refused` when `unpacked` bytes out of `packed` ones are too many.
    func check(unpacked: Int, packed: Int, file: String) throws(InputError) {
        guard unpacked > totalBytes || unpacked > ratioFloor && unpacked / ratio > max(1, packed) else { return }
        throw InputError.refused(
            file: file, place: InputPlace(), what: "the archive unpacks to more than \(unpacked >> 20) MiB out of \(packed) bytes",
            next: "unpack it by hand if it can be trusted")
    }
}
