internal import Foundation
internal import FoundationNetworking
internal import Synchronization

/// One request on its way. Its session lives as long as the request: no connection, thread or cache of it stays in an idle daemon.
final class HTTPTransfer: NSObject, URLSessionDataDelegate, Sendable {
    private struct State {
        var continuation: CheckedContinuation<HTTPAnswer, any Error>?
        var failure: HTTPFailure?
        var response: HTTPURLResponse?
        var size = 0
        var redirects = 0
        var lastByte = ContinuousClock.now
    }
    private let request: HTTPRequest
    private let settings: RequestSettings
    private let stop: StopFlag
    private let file: FileHandle
    /// Where the session calls back. Every cancellation takes the same way, one after the other: FoundationNetworking ends the process when a task is
    /// cancelled between a callback and its answer.
    private let callbacks: OperationQueue
    private let state = Mutex(State())

    init(_ request: HTTPRequest, path: String, _ settings: RequestSettings, stop: StopFlag) throws {
        (self.request, self.settings, self.stop) = (request, settings, stop)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw HTTPFailure(what: "\(path) cannot be written: \(String(cString: strerror(errno)))", mayPass: true)
        }
        callbacks = OperationQueue()
        callbacks.maxConcurrentOperationCount = 1
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func run() async throws -> HTTPAnswer {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.urlCache = nil
        configuration.httpCookieStorage = nil
        configuration.timeoutIntervalForRequest = settings.timeout.seconds
        configuration.timeoutIntervalForResource = settings.timeLimit.seconds
        let session = URLSession(configuration: configuration, delegate: self, delegateQueue: callbacks)
        defer { session.invalidateAndCancel() }
        var outgoing = URLRequest(url: request.address)
        outgoing.httpMethod = request.method
        outgoing.httpBody = request.body
        outgoing.setValue(HTTPClient.agent, forHTTPHeaderField: "User-Agent")
        for (name, value) in request.headers { outgoing.setValue(value, forHTTPHeaderField: name) }
        let task = session.dataTask(with: outgoing)
        let watch = Task { await self.watch(task) }
        defer { watch.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                state.withLock { $0.continuation = continuation }
                task.resume()
            }
        } onCancel: {
            cancel(task)
        }
    }

    /// Ends the request on silence, when its time is over and when stopped: the session's own time-outs do not count every kind of silence.
    private func watch(_ task: URLSessionDataTask) async {
        let deadline = ContinuousClock.now + settings.timeLimit
        while !Task.isCancelled {
            try? await Task.sleep(for: min(.milliseconds(100), settings.timeout / 4))
            let now = ContinuousClock.now
            let silent = state.withLock { now - $0.lastByte }
            if stop.isSet {
                cancel(task)
            } else if silent > settings.timeout {
                end(task, HTTPFailure(what: "nothing arrived for \(settings.timeout.seconds) s", mayPass: true))
            } else if now > deadline {
                end(task, HTTPFailure(what: "took longer than \(settings.timeLimit.seconds) s", mayPass: true))
            }
        }
    }

    private func end(_ task: URLSessionTask, _ failure: HTTPFailure) {
        fail(failure)
        cancel(task)
    }

    private func fail(_ failure: HTTPFailure) { state.withLock { if $0.failure == nil { $0.failure = failure } } }

    private func cancel(_ task: URLSessionTask) { callbacks.addOperation { task.cancel() } }

    // MARK: Delegate

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        let response = response as? HTTPURLResponse
        state.withLock {
            $0.response = response
            $0.lastByte = .now
        }
        guard response != nil, Int(response?.expectedContentLength ?? 0) <= settings.limit else {
            end(dataTask, HTTPFailure(what: response == nil ? "the answer is not HTTP" : tooLarge, mayPass: false))
            return completionHandler(.cancel)
        }
        completionHandler(.allow)
    }

    private var tooLarge: String { "the answer is larger than \(settings.limit) bytes" }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let (size, isFailed) = state.withLock { state in
            state.size += data.count
            state.lastByte = .now
            return (state.size, state.failure != nil)
        }
        guard !isFailed else { return }
        guard size <= settings.limit else { return end(dataTask, HTTPFailure(what: tooLarge, mayPass: false)) }
        do {
            try file.write(contentsOf: data)
        } catch {
            end(dataTask, HTTPFailure(what: "the answer cannot be written: disk full?", mayPass: true))
        }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse, newRequest: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) {
        let count = state.withLock { state in
            state.redirects += 1
            return state.redirects
        }
        guard count <= 5, let target = newRequest.url, let scheme = target.scheme, request.method == "GET",
            scheme == "https" || scheme == "http" && request.address.scheme == "http"
        else {
            fail(HTTPFailure(what: "redirected too often, or to what is not http(s), or from https to http", mayPass: false))
            return completionHandler(nil)
        }
        var next = newRequest
        if target.host != request.address.host || target.port != request.address.port {
            next.setValue(nil, forHTTPHeaderField: "Authorization")
        }
        completionHandler(next)
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let (continuation, result) = state.withLock { state in
            let continuation = state.continuation
            state.continuation = nil
            return (continuation, self.result(state, error))
        }
        continuation?.resume(with: result)
    }

    private func result(_ state: State, _ error: (any Error)?) -> Result<HTTPAnswer, any Error> {
        if stop.isSet { return .failure(CancellationError()) }
        if let failure = state.failure { return .failure(failure) }
        if let error { return .failure(HTTPFailure(what: (error as NSError).localizedDescription, mayPass: true)) }
        guard let response = state.response else { return .failure(HTTPFailure(what: "no answer", mayPass: true)) }
        var headers: [String: String] = [:]
        for (name, value) in response.allHeaderFields { headers["\(name)".lowercased()] = "\(value)" }
        if response.statusCode >= 400 {
            let passing = [408, 425, 429, 500, 502, 503, 504].contains(response.statusCode)
            let seconds = headers["retry-after"].flatMap(Double.init).map { max(0, min($0, 3600)) }
            return .failure(HTTPFailure(what: "answered \(response.statusCode)", mayPass: passing, retryAfter: seconds))
        }
        if let stated = headers["content-length"].flatMap(Int.init), headers["content-encoding"] == nil, stated != state.size,
            response.statusCode != 304
        {
            return .failure(HTTPFailure(what: "the answer broke off after \(state.size) of \(stated) bytes", mayPass: true))
        }
        return .success(
            HTTPAnswer(status: response.statusCode, headers: headers, address: response.url ?? request.address, size: state.size))
    }
}
