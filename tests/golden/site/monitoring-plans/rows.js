window.closecallRows = {"columns":
	[["Monitoring plan","link"],["Near miss","link"],["Service","text"],["Target","text"],["Window","text"],["Counted in it","number"],["Reviewer","text"],["Group decides by","day"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["role","Reviewer",
	[["medicines-lead","Medicines lead"]]],["month","Month",
	[["2026-03","March 2026"]]]],"rows":
	[[["mp-20260309-h8ra","../monitoring-plans/mp-20260309-h8ra/index.html"],["A morning medicine that has to be given at 08:00 was not on the trolley list\u2026","../near-misses/nm-20260303-k7m2/index.html"],"Rosewood House","No repeat time-critical near miss over six weeks","9 March 2026 to before 20 April 2026",0,"Medicines lead","28 April 2026",[0,0,0]]]};
