window.closecallRows = {"columns":
	[["Redaction","link"],["Sort of data","text"],["Found","day"],["Taken out","day"],["Found by","text"],["Service","text"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["sort","Sort of data",
	[["room-number","Room number"]]],["role","Found by",
	[["medicines-lead","Medicines lead"]]],["month","Month",
	[["2026-03","March 2026"]]]],"rows":
	[[["rd-20260304-p4kz","../redactions/rd-20260304-p4kz/index.html"],"Room number","3 March 2026","4 March 2026","Medicines lead","Rosewood House",[0,0,0,0]]]};
