window.closecallRows = {"columns":
	[["Audit","link"],["Day","day"],["Sort","text"],["Announced?","text"],["Service","text"],["Auditor","text"],["Criteria met each time","text"],["Unreported near misses found","number"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["sort","Sort",
	[["audit","Audit"]]],["announced","Announced?",
	[["unannounced","Unannounced"]]],["role","Auditor",
	[["quality-lead","Quality lead"]]],["month","Month",
	[["2026-04","April 2026"]]]],"rows":
	[[["au-20260404-q9kf","../audits/au-20260404-q9kf/index.html"],"4 April 2026","Audit","Unannounced","Rosewood House","Quality lead","1 of 2",0,[0,0,0,0,0]]]};
