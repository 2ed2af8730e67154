internal import Foundation
internal import FoundationNetworking
internal import Synchronization

/// One answer whose body lies in a file.
struct HTTPAnswer: Sendable {
    var status: Int
    /// Names in lower case.
    var headers: [String: String]
    /// After redirects.
    var address: URL
    var size: Int
}

/// Why a request failed.
struct HTTPFailure: Error, Sendable {
    var what: String
    var mayPass: Bool
    /// What the other side asks for, seconds.
    var retryAfter: Double?
}

/// Requests with bounds: on silence, on the time in all, on the bytes of the answer, on redirects. Bodies go to files, never to memory.
struct HTTPClient: Sendable {
    static let largestPause: Duration = .seconds(300)
    static let agent = "orewatch/0.1"

    /// Tries until it is answered with a status below 400, or the attempts are used up.
    ///
    /// Tried again: no connection, silence, a broken answer, and the statuses 408, 425, 429, 500, 502, 503 and 504. The pause doubles, and is
    /// at least what `Retry-After` asks for (up to 5 minutes).
    func fetch(_ address: URL, headers: [String: String], to path: String, _ settings: RequestSettings, stop: StopFlag) async throws
        -> HTTPAnswer
    {
        var pause = settings.backoff
        for attempt in 1... {
            do {
                return try await fetchOnce(HTTPRequest(address: address, headers: headers), to: path, settings, stop: stop)
            } catch let failure as HTTPFailure where failure.mayPass && attempt < settings.attempts {
                let asked = Duration.seconds(failure.retryAfter ?? 0)
                try await HTTPClient.sleep(min(max(pause, asked), HTTPClient.largestPause), stop)
                pause = min(pause * 2, HTTPClient.largestPause)
            }
        }
        throw HTTPFailure(what: "no attempts", mayPass: false)
    }

    /// One attempt.
    /// - Throws: ``HTTPFailure``; `CancellationError` when stopped.
    func fetchOnce(_ request: HTTPRequest, to path: String, _ settings: RequestSettings, stop: StopFlag) async throws -> HTTPAnswer {
        let transfer = try HTTPTransfer(request, path: path, settings, stop: stop)
        return try await transfer.run()
    }

    /// Wakes up early when stopped.
    static func sleep(_ duration: Duration, _ stop: StopFlag) async throws {
        let end = ContinuousClock.now + duration
        while ContinuousClock.now < end {
            try stop.check()
            try await Task.sleep(for: min(.milliseconds(200), end - ContinuousClock.now))
        }
    }
}

struct HTTPRequest: Sendable {
    var address: URL
    var headers: [String: String] = [:]
    var method = "GET"
    var body: Data?
}
