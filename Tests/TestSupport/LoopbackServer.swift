public import Foundation
import Synchronization

/// A small HTTP server on the loopback for tests: every connection carries one request, and answers come as the test says, broken ones too.
public final class LoopbackServer: Sendable {
    public struct Request: Sendable {
        public var method: String
        /// Path and query.
        public var target: String
        /// Names in lower case.
        public var headers: [String: String]
        public var body: Data
    }
    public enum Reply: Sendable {
        case answer(Int, headers: [String: String] = [:], body: String = "")
        /// Says nothing until the client goes away.
        case hang
        /// These bytes and the end, whatever they are.
        case raw(String)
        /// A body in pieces with a pause before each.
        case drip([String], pause: TimeInterval)
    }

    public let port: Int
    private let descriptor: Int32
    private let seen = Mutex<[Request]>([])
    private let closed = Mutex(false)

    public var address: String { "http://127.0.0.1:\(port)" }
    public var requests: [Request] { seen.withLock { $0 } }

    /// - Parameter reply: called on a thread of the connection, with the number of the request from 0.
    public init(_ reply: @escaping @Sendable (Request, Int) -> Reply) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, size) == 0 && listen(socket, 64) == 0 && getsockname(socket, pointer, &size) == 0
            }
        }
        guard isBound else { throw CocoaError(.fileReadUnknown) }
        port = Int(UInt16(bigEndian: address.sin_port))
        // The thread keeps the server: a port that came free in the middle of a test would be another test's next one.
        let thread = Thread { [self] in
            while case let connection = accept(socket, nil, nil), connection >= 0 { Thread { self.serve(connection, reply) }.start() }
        }
        thread.start()
    }

    public func stop() {
        let first = closed.withLock { closed in
            defer { closed = true }
            return !closed
        }
        guard first else { return }
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    private func serve(_ connection: Int32, _ reply: (Request, Int) -> Reply) {
        defer { close(connection) }
        var silence = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &silence, socklen_t(MemoryLayout<timeval>.size))
        guard let request = Self.read(connection) else { return }
        let number = seen.withLock { seen in
            seen.append(request)
            return seen.count - 1
        }
        switch reply(request, number) {
        case .answer(let status, let headers, let body):
            let all = ["Content-Length": "\(body.utf8.count)", "Connection": "close"].merging(headers) { $1 }
            let head = "HTTP/1.1 \(status) -\r\n" + all.map { "\($0): \($1)\r\n" }.sorted().joined() + "\r\n"
            Self.send(connection, head + (status == 304 ? "" : body))
        case .hang:
            var byte: UInt8 = 0
            while recv(connection, &byte, 1, 0) > 0 {}
        case .raw(let text): Self.send(connection, text)
        case .drip(let pieces, let pause):
            Self.send(connection, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            for piece in pieces {
                Thread.sleep(forTimeInterval: pause)
                guard Self.send(connection, piece) else { return }
            }
        }
    }

    @discardableResult
    private static func send(_ connection: Int32, _ text: String) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let sent = bytes.withUnsafeBytes { Foundation.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return false }
            bytes = bytes.dropFirst(sent)
        }
        return true
    }

    private static func read(_ connection: Int32) -> Request? {
        var bytes = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let blank = Data("\r\n\r\n".utf8)
        while bytes.count < 1 << 24 {
            if let end = bytes.range(of: blank) {
                let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
                let words = lines[0].split(separator: " ").map(String.init)
                var headers: [String: String] = [:]
                for line in lines.dropFirst() {
                    let halves = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                    if halves.count == 2 { headers[halves[0].lowercased()] = halves[1] }
                }
                let body = bytes[end.upperBound...]
                if words.count >= 2, body.count >= Int(headers["content-length"] ?? "0") ?? 0 {
                    return Request(method: words[0], target: words[1], headers: headers, body: Data(body))
                }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes.append(contentsOf: buffer[..<count])
        }
        return nil
    }
}
