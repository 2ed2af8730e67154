/// The one script of the page: sorts the ranked list by a column. Without it the page loses nothing else.
enum ReportScript {
    /// The page's policy allows this text and no other; a test keeps both in step.
    static let sha256: StaticString = "E2Mado69urJ9Nfr66a7FoWRF5k3sD7dl4B5DyRZF2Dg="

    static let source: StaticString = """
        document.querySelectorAll("table.sortable th button").forEach(function(b){b.addEventListener("click",function(){\
        var h=b.parentNode,t=h.closest("table"),i=h.cellIndex,up=h.getAttribute("aria-sort")!=="ascending";\
        t.querySelectorAll("th").forEach(function(o){o.removeAttribute("aria-sort")});\
        h.setAttribute("aria-sort",up?"ascending":"descending");\
        var v=function(r){var c=r.cells[i];return c.dataset.v===undefined?c.textContent:+c.dataset.v};\
        var s=t.tBodies[0],r=Array.from(s.rows);\
        r.sort(function(p,q){var a=v(p),c=v(q),d=typeof a==="number"&&typeof c==="number"?a-c:String(a).localeCompare(String(c));return up?d:-d});\
        r.forEach(function(x){s.appendChild(x)})})});
        """
}
