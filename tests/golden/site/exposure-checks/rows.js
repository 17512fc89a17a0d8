window.closecallRows = {"columns":
	[["Exposure check","link"],["Day","day"],["Near miss","link"],["Service","text"],["Made by","text"],["Looked at","number"],["Of","number"],["Exposed","number"],["Result","text"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["result","Result",
	[["exposed-contained","Exposed, contained"]]],["role","Made by",
	[["registered-manager","Registered manager"]]],["month","Month",
	[["2026-03","March 2026"]]]],"rows":
	[[["xc-20260305-b9wr","../exposure-checks/xc-20260305-b9wr/index.html"],"5 March 2026",["A morning medicine that has to be given at 08:00 was not on the trolley list\u2026","../near-misses/nm-20260303-k7m2/index.html"],"Rosewood House","Registered manager",9,9,2,"Exposed, contained",[0,0,0,0]]]};
