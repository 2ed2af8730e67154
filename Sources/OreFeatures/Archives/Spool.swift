internal import Foundation

/// Copies a stream into a private file, so that it can be read as often and in as many places as needed.
enum Spool {
    static func write(_ reader: any ByteReader, as name: String) throws(InputError) -> (folder: PrivateFolder, path: String) {
        let folder = try PrivateFolder()
        let base = name.split(separator: "/").last.map(String.init) ?? "input"
        let path = folder.path + "/" + base
        do {
            guard FileManager.default.createFile(atPath: path, contents: nil), let output = FileHandle(forWritingAtPath: path) else {
                throw InputError.readFailed(file: name, reason: "no temporary file can be made; set TMPDIR to a folder with free space")
            }
            defer { try? output.close() }
            var buffer = [UInt8](repeating: 0, count: 1 << 20)
            while true {
                let count = try buffer.withUnsafeMutableBytes { try reader.read(into: $0) }
                if count == 0 { return (folder, path) }
                try output.write(contentsOf: buffer[..<count])
            }
        } catch let error as InputError {
            throw error
        } catch {
            throw InputError.readFailed(file: name, reason: "\(error)")
        }
    }
}
