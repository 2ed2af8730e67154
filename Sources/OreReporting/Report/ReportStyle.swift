/// The style sheet of the page: screen, dark screens, narrow screens, paper.
enum ReportStyle {
    static func append(to markup: inout Markup) {
        MapStyle.variables(&markup)
        markup.raw(
            """
            :root{--sans:system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei","WenQuanYi Micro Hei",sans-serif}
            *{box-sizing:border-box}
            body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 var(--sans)}
            main,header,footer{max-width:1240px;margin:0 auto;padding:0 24px}
            header{padding-top:34px}h1{font-size:29px;line-height:1.2;margin:0 0 6px;letter-spacing:-.01em}
            h2{font-size:20px;margin:44px 0 12px;padding-top:14px;border-top:2px solid var(--ink)}h3{font-size:16px;margin:0 0 6px}
            p{margin:8px 0}.sub{color:var(--dim);margin:0 0 14px;overflow-wrap:anywhere}.small{font-size:13px;color:var(--dim)}
            .notice{border-left:5px solid var(--accent);background:var(--panel);padding:10px 16px;margin:16px 0}
            .notice p{margin:2px 0}.notice strong{font-weight:650}
            .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(160px,1fr));gap:12px;padding:0;margin:20px 0;list-style:none}
            .tiles li{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:12px 14px}
            .tiles b{display:block;font-size:26px;line-height:1.15;font-weight:650;font-variant-numeric:tabular-nums}
            .tiles span{color:var(--dim);font-size:13px}.tiles small{display:block;color:var(--dim);font-size:12px}
            table{border-collapse:collapse;width:100%;font-size:13.5px;margin:10px 0}
            th,td{text-align:left;padding:5px 8px;border-bottom:1px solid var(--line);vertical-align:top}
            th{font-weight:600;background:var(--panel);border-bottom:1.5px solid var(--ink)}
            td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.w{overflow-wrap:anywhere}td.nb{white-space:nowrap}td.r{min-width:150px}
            tfoot td{font-weight:600;border-top:1.5px solid var(--ink)}
            th button{all:unset;cursor:pointer;font:inherit}th button:hover{text-decoration:underline}th button:focus-visible{outline:2px solid var(--accent)}
            th[aria-sort=ascending] button::after{content:" \\2191"}th[aria-sort=descending] button::after{content:" \\2193"}
            .scroll{overflow-x:auto}a{color:var(--accent)}
            .ic{width:13px;height:13px;vertical-align:-2px;margin-right:5px;overflow:visible}.ic path{fill:var(--c)}
            .badge{display:inline-block;border:1.5px solid var(--ink);border-radius:3px;padding:0 7px;font-size:12px;font-weight:600;white-space:nowrap}
            .badge.strong{background:var(--ink);color:var(--paper)}.badge.undecidable{border-style:dashed}
            .meter{display:inline-block;width:52px;height:8px;border:1px solid var(--dim);border-radius:2px;margin-left:7px;vertical-align:0;position:relative;overflow:hidden}
            .meter i{position:absolute;left:0;top:0;bottom:0;background:var(--accent)}
            .stack{display:flex;height:10px;min-width:120px}.stack i{background:var(--c)}.stack i.possible{opacity:.55}.stack i.undecidable{opacity:.25}
            figure{margin:14px 0}figcaption{font-size:13px;color:var(--dim);margin-top:4px}
            .card{display:grid;grid-template-columns:minmax(300px,456px) 1fr;gap:6px 24px;border:1px solid var(--line);border-radius:8px;padding:16px 18px;margin:16px 0;border-left:6px solid var(--c)}
            .card header{grid-column:1/-1;padding:0;margin:0;max-width:none;display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline}
            .card h3{font-size:17px;margin:0}.card header .small{margin-left:auto}.card p{margin:0 0 6px}
            dl{display:grid;grid-template-columns:max-content 1fr;gap:3px 14px;margin:0;font-size:13.5px;align-content:start}
            dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
            .key{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px;color:var(--dim);margin:8px 0}.key svg{margin-right:5px;vertical-align:-2px}
            code{font:12px ui-monospace,"SFMono-Regular",Menlo,Consolas,monospace;overflow-wrap:anywhere}ul{padding-left:20px}li{margin:3px 0}
            footer{margin-top:40px;padding-top:14px;padding-bottom:40px;border-top:1px solid var(--line);color:var(--dim);font-size:13px}
            @media (max-width:820px){.card{grid-template-columns:1fr}main,header,footer{padding-left:14px;padding-right:14px}}
            @media print{@page{size:A4;margin:13mm 12mm}body{font-size:10.5px}main,header,footer{max-width:none;padding-left:0;padding-right:0}
            h1{font-size:20px}h2{font-size:14px;break-after:avoid;margin-top:20px}table{font-size:8.6px}th,td{padding:2px 4px}thead{display:table-header-group}tr,figure,.tiles li{break-inside:avoid}
            .card{break-inside:avoid;grid-template-columns:300px 1fr;padding:8px 10px;margin:8px 0}dl{font-size:9.2px}.tiles{grid-template-columns:repeat(6,1fr);gap:5px}.tiles b{font-size:15px}
            .tiles span{font-size:9px}a{color:inherit;text-decoration:none}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}.scroll{overflow:visible}.screen{display:none}}

            """)
        MapStyle.rules(&markup)
    }
}
