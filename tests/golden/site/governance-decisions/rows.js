window.closecallRows = {"columns":
	[["Decision","link"],["Day","day"],["Group","text"],["Decided","text"],["On","link"],["Service","text"],["Evidence looked at","number"],["Next review","day"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["decision","Decided",
	[["approve","Approve"],["assured-close","Assured: close"]]],["role","Group",
	[["medicines-governance","Medicines governance group"]]],["month","Month",
	[["2026-04","April 2026"],["2026-01","January 2026"]]]],"rows":
	[[["gd-20260421-m3wz","../governance-decisions/gd-20260421-m3wz/index.html"],"21 April 2026","Medicines governance group","Assured: close",["A morning medicine that has to be given at 08:00 was not on the trolley list\u2026","../near-misses/nm-20260303-k7m2/index.html"],"Rosewood House",4,"16 June 2026",[0,1,0,0]],
	[["gd-20260105-b6xn","../governance-decisions/gd-20260105-b6xn/index.html"],"5 January 2026","Medicines governance group","Approve","Approves 3 records","Every service",0,"Not said",[-1,0,0,1]]]};
