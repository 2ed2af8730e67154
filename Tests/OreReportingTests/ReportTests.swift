import Foundation
import OreDetection
import OreFeatures
import OreGeometry
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import OreReporting

@Suite("Report and drawing")
struct ReportTests {
    /// Set to a folder, the tests leave their pages there to be looked at.
    private static let folder = ProcessInfo.processInfo.environment["OREWATCH_SAMPLE_FOLDER"]

    private func keep(_ bytes: [UInt8], as name: String) throws {
        if let folder = Self.folder { try Data(bytes).write(to: URL(filePath: folder).appending(path: name)) }
    }

    private func page(_ content: ReportContent) -> String { String(decoding: HTMLReport.page(content), as: UTF8.self) }

    @Test("The page has every section once, in both languages, and one card per finding", arguments: Language.allCases)
    func structure(language: Language) throws {
        let content = Sample.report(language)
        let text = page(content)
        try keep(Array(text.utf8), as: "report-\(language.rawValue).html")
        for id in ["summary", "overview", "list", "findings", "rules", "inputs", "set-aside", "method", "f1", "f80"] {
            let places = text.components(separatedBy: "id=\"\(id)\"").count - 1
            #expect(places == 1, "section \(id)")
        }
        let mentions = [
            Markup.escaped(language(.notALegalFinding)), Sample.run().inputs[0].sha256,
            language == .english ? "lang=\"en\"" : "lang=\"zh-Hans\"",
        ]
        for mention in mentions {
            let isThere = text.contains(mention)
            #expect(isThere, "\(mention)")
        }
    }
}
