/// The position errors that stand between an outline and a boundary: 1 sigma per axis, metres, taken as normal and independent of each other.
struct PositionBudget: Sendable, Hashable {
    /// The shift common to a scene.
    var image: Double
    /// The independent error of an outline along its course.
    var outline: Double
    /// The shift common to the corners of a licence (or zone).
    var register: Double
    /// Of the coordinate operations.
    var datum: Double

    /// What a rule set's factor makes of them all, metres.
    func tolerance(factor: Double) -> Double {
        factor * (image * image + outline * outline + register * register + datum * datum).squareRoot()
    }

    /// The outline noise that the model works with: an outline without any error is not believed.
    var noise: Double { max(outline, 0.5) }

    /// The length along an outline over which its noise is averaged before a stretch is judged, metres. Outlines of pixels have an error of
    /// 0.29 to 0.35 pixels, correlated over one to two of them: twelve sigmas are about four pixels.
    var window: Double { min(max(12 * noise, 10), 240) }

    /// The noise left in an average over ``window``: 2.0 m where the noise is 3.5 m, chosen on generated outlines of 10 m pixels.
    var windowNoise: Double { 0.57 * noise }

    /// The length along an outline over which outline noise is taken as fully correlated when areas are summed: 17 m, or 1.7 pixels, at
    /// 3.5 m of noise; chosen so that 90 % intervals hold the truth in nine of ten generated encroachments.
    var correlationLength: Double { min(max(5 * noise, 4), 150) }
}
